import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { droppedLines } from './standard-output.ts';

/** What is counted. Labels hold keys of the vendor's own configuration and codes of ours: nothing of a customer, and bounded. */
export interface Metrics {
  /** One CONNECT ended. `outcome`: `connected` or an error code. */
  flowFinished(definition: string, outcome: string): void;
  /** One refresh ended. `outcome`: `refreshed` or an error code. */
  refreshFinished(definition: string, outcome: string): void;
  /** One revocation ended. `outcome`: for example `revoked` or `unconfirmed`. */
  revocationFinished(definition: string, outcome: string): void;
  /** Credentials were handed to the vendor's code. `source`: `stored` or `refreshed`. */
  credentialsHandedOver(definition: string, source: string): void;
  /** Whether a task of the background hangs. */
  backgroundStalled(task: string, isStalled: boolean): void;
  /** One request was answered. `route` is the pattern, never the path. */
  requestFinished(method: string, route: string, status: number, durationSeconds: number): void;
  /** One request was refused because the same was asked for too often. `limit` names what. */
  requestLimited(limit: string): void;
  readonly contentType: string;
  /** The Prometheus text format. */
  render(): Promise<string>;
}

/** Metrics of one server, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });

  const flows = counter('connection_config_flows_total', 'Sign-ins by outcome.', ['definition', 'outcome']);
  const refreshes = counter('connection_config_refreshes_total', 'Token refreshes by outcome.', ['definition', 'outcome']);
  const revocations = counter('connection_config_revocations_total', 'Revocations by outcome.', ['definition', 'outcome']);
  const credentials = counter('connection_config_credentials_total', 'Credentials handed over.', ['definition', 'source']);
  const stalled = new Gauge({
    name: 'connection_config_background_stalled',
    help: 'Whether a background task of this server hangs: 1 calls for a restart.',
    labelNames: ['task'],
    registers: [registry],
  });
  const limited = counter('connection_config_requests_limited_total', 'Requests refused as too many.', ['limit']);
  const requests = new Histogram({
    name: 'connection_config_http_request_duration_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 20],
    registers: [registry],
  });

  new Counter({
    name: 'connection_config_log_lines_dropped_total',
    help: 'Log lines that were dropped because nobody read standard output fast enough.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(droppedLines());
    },
  });

  return {
    flowFinished: (definition, outcome) => flows.inc({ definition, outcome }),
    refreshFinished: (definition, outcome) => refreshes.inc({ definition, outcome }),
    revocationFinished: (definition, outcome) => revocations.inc({ definition, outcome }),
    credentialsHandedOver: (definition, source) => credentials.inc({ definition, source }),
    backgroundStalled: (task, isStalled) => stalled.set({ task }, isStalled ? 1 : 0),
    requestFinished: (method, route, status, durationSeconds) => requests.observe({ method, route, status }, durationSeconds),
    requestLimited: (limit) => limited.inc({ limit }),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}
