import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The demo's secrets: made once, then kept, so that a second start can open what the first one stored. */
export interface DemoSecrets {
  /** `ENCRYPTION_KEY` of the connection server: 32 bytes, base64. */
  readonly encryptionKey: string;
  /** `API_KEY` with which the product's backend calls the connection server. */
  readonly apiKey: string;
  readonly clientSecrets: Readonly<Record<'slack' | 'github' | 'google' | 'acme' | 'northwind', string>>;
  /** Cookie and signing keys of the authorization servers. */
  readonly authorizationServers: Readonly<Record<'acme' | 'northwind', AuthorizationServerKeys>>;
}

export interface AuthorizationServerKeys {
  readonly cookieKey: string;
  /** A private signing key as JWK (RFC 7517). */
  readonly signingKey: { readonly kty: 'EC'; readonly alg: 'ES256'; readonly use: 'sig'; readonly kid: string };
}

/**
 * Reads `demo-secrets.json` in the folder, or makes folder and file (readable by their owner only).
 * @throws when the file exists but is not readable JSON: a new key would make everything stored unreadable, so nothing is replaced.
 */
export function loadDemoSecrets(dataDir: string): DemoSecrets {
  const file = join(dataDir, 'demo-secrets.json');
  const existing = readIfPresent(file);
  if (existing !== undefined) return parse(existing, file);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const secrets = generate();
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
  return secrets;
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string, file: string): DemoSecrets {
  try {
    return JSON.parse(text) as DemoSecrets;
  } catch (cause) {
    throw new Error(`${file} is damaged. Restore it, or delete its whole folder to start the demo afresh.`, { cause });
  }
}

function generate(): DemoSecrets {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    encryptionKey: randomBytes(32).toString('base64'),
    apiKey: `demo_${secret()}`,
    clientSecrets: { slack: secret(), github: secret(), google: secret(), acme: secret(), northwind: secret() },
    authorizationServers: { acme: generateKeys(), northwind: generateKeys() },
  };
}

function generateKeys(): AuthorizationServerKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    cookieKey: randomBytes(24).toString('base64url'),
    signingKey: {
      ...privateKey.export({ format: 'jwk' }),
      kty: 'EC',
      alg: 'ES256',
      use: 'sig',
      kid: randomBytes(6).toString('hex'),
    },
  };
}
