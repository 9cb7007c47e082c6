/** Logs without secrets, and metrics. */
export { createLogger, logLevels, type LogFields, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
