#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { loadConfig } from '../definitions/index.ts';
import { runUntilStopped } from '../run-until-stopped.ts';
import { revokeApiKey } from '../services/api-keys.ts';
import { rotateKeys } from '../services/rotate-keys.ts';
import { describeStartError } from '../start-error.ts';
import {
  createStorage,
  inspectTenantRole,
  isTableMissing,
  migrate,
  openEmbedded,
  openPostgres,
  ping,
  type OpenDatabase,
  type TenantRole,
} from '../storage/index.ts';
import { createVault, type EncryptionKey } from '../vault/index.ts';

const usage = `Usage: connection-config <command>

  serve      Start the server. Settings come from environment variables: DATABASE_URL, PUBLIC_URL, PORT, ENCRYPTION_KEY,
             CONNECTIONS_CONFIG, API_KEY, ALLOWED_ORIGINS.
  migrate    Bring the database's schema up to date and exit; serve does so by itself.
  doctor     Check settings, definitions and database, and say what is wrong.
  keys new   Print a new ENCRYPTION_KEY and API_KEY.
  keys rotate
             Put every customer's key under the first ENCRYPTION_KEY, so that the others can be taken away. Servers may run
             meanwhile, with both keys; one on the embedded database must be stopped.
  keys revoke
             Read an API_KEY from standard input and end it: every server on the database refuses it within a second.`;

const commands: Record<string, () => Promise<void>> = {
  serve: () => runUntilStopped(process.env),
  migrate: async () => {
    await withDatabase(readConfig(process.env), async (database) => {
      const tenantRole = await migrate(database);
      console.log('The schema is up to date.');
      warnOf(tenantRole);
    });
  },
  doctor: async () => {
    const config = readConfig(process.env);
    console.log('ok  settings');
    const model = await loadConfig(config.connectionsConfig);
    console.log(`ok  definitions: ${model.integrations.size} integrations, ${model.components.size} components`);
    await withDatabase(config, async (database) => {
      await ping(database);
      console.log('ok  database');
      warnOf(await inspectTenantRole(database));
    });
  },
  'keys rotate': async () => {
    const config = readConfig(process.env);
    await withDatabase(config, (database) => rotate(database, config.encryptionKeys));
  },
  'keys revoke': async () => {
    const key = (await text(process.stdin)).trim();
    if (key === '') throw new ConfigError('No key on standard input. Nothing was changed.');
    await withDatabase(readConfig(process.env), async ({ db }) => {
      await revokeApiKey(createStorage(db, createVault(readConfig(process.env).encryptionKeys)).settings, key);
    });
    console.log('Revoked. Take it out of API_KEY at the next start.');
  },
  'keys new': () => {
    console.log(`ENCRYPTION_KEY=${randomBytes(32).toString('base64')}\nAPI_KEY=${randomBytes(32).toString('hex')}`);
    return Promise.resolve();
  },
};

function warnOf(tenantRole: TenantRole): void {
  if (tenantRole.kind === 'ready') return;
  console.log(`!   The database does not keep customers apart by row-level security: ${tenantRole.reason}.`);
  if (tenantRole.remedy !== '') console.log(`    An administrator of it has to run: ${tenantRole.remedy}`);
}

async function rotate({ db }: OpenDatabase, keys: readonly EncryptionKey[]): Promise<void> {
  const vault = createVault(keys);
  const rotation = await rotateKeys(createStorage(db, vault), vault).catch((error: unknown) => {
    if (isTableMissing(error)) return { kind: 'rotated', count: 0, unopenable: 0 } as const;
    throw error;
  });
  if (rotation.kind === 'key_missing') {
    throw new ConfigError(
      'ENCRYPTION_KEY lacks a key that is still in use. List the new key first, then the old one; nothing was changed.',
    );
  }
  console.log(`${rotation.count} keys rotated.`);
  if (rotation.unopenable > 0) console.log(`${rotation.unopenable} do not open with the key they name, and stay as they were.`);
}

async function withDatabase(config: Config, work: (database: OpenDatabase) => Promise<void>): Promise<void> {
  const database = config.databaseUrl === undefined ? await openEmbedded(config) : openPostgres({ url: config.databaseUrl });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  const command = values.help === true ? undefined : commands[positionals.join(' ')];
  if (command) await command();
  else {
    console.log(usage);
    process.exitCode = values.help === true ? 0 : 1;
  }
} catch (error) {
  console.error(describeStartError(error, process.env));
  process.exitCode = 1;
}
