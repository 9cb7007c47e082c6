/** Entry point `connection-config/server`: the server to run, or to mount in a vendor's own. */
export { createConnectionServer, WrongEncryptionKeyError } from './create-connection-server.ts';
export type { ConnectionServer, ConnectionServerOptions } from './create-connection-server.ts';
export { ConfigError, readConfig, type Config } from './config.ts';
export { loadConfig, parseConfig, type Model } from './definitions/index.ts';
export { parseSessionKeys, type SessionKey } from './services/session-keys.ts';
export { parseEncryptionKeys, type EncryptionKey } from './vault/index.ts';
