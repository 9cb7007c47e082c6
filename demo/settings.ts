import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Every port of the demo: the environment variable that changes it, its default, and who listens there.
 * Changing one never needs a second change: addresses are derived from the ports.
 */
export const demoPorts = {
  host: { variable: 'HOST_PORT', default: 5173, usedBy: 'the product page (Ledgerline CRM)' },
  server: { variable: 'PORT', default: 8787, usedBy: 'the connection server' },
  slack: { variable: 'SLACK_PORT', default: 4410, usedBy: 'the offline Slack' },
  github: { variable: 'GITHUB_PORT', default: 4411, usedBy: 'the offline GitHub' },
  google: { variable: 'GOOGLE_PORT', default: 4412, usedBy: 'the offline Google' },
  acme: { variable: 'ACME_PORT', default: 4413, usedBy: 'the authorization server of Acme ERP' },
  aws: { variable: 'AWS_PORT', default: 4414, usedBy: 'the offline Amazon S3' },
  northwind: { variable: 'NORTHWIND_PORT', default: 4415, usedBy: 'the authorization server of Northwind Desk' },
  tableau: { variable: 'TABLEAU_PORT', default: 4416, usedBy: 'the offline Tableau' },
} as const satisfies Record<string, DemoPort>;

/** One port of the demo. */
export interface DemoPort {
  readonly variable: string;
  readonly default: number;
  readonly usedBy: string;
}

export type DemoPortName = keyof typeof demoPorts;

/** Where everything of the demo is. */
export interface DemoSettings {
  readonly ports: Readonly<Record<DemoPortName, number>>;
  /** `http://localhost:<port>` of each of them. */
  readonly urls: Readonly<Record<DemoPortName, string>>;
  /** Absolute path of the folder that holds the demo's data, secrets included. `DATA_DIR`, default `.data` beside `package.json`. */
  readonly dataDir: string;
}

/** The repository's root folder. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/**
 * Reads the demo's settings from the environment.
 * @throws {Error} with one line that names the variable, when a port is not a number from 1 to 65535 or is used twice.
 */
export function readDemoSettings(environment: Readonly<Record<string, string | undefined>>): DemoSettings {
  const names = Object.keys(demoPorts) as DemoPortName[];
  const ports = Object.fromEntries(names.map((name) => [name, readPort(environment, demoPorts[name])])) as Record<
    DemoPortName,
    number
  >;
  for (const name of names) {
    const twin = names.find((other) => other !== name && ports[other] === ports[name]);
    if (twin !== undefined) {
      throw new Error(
        `${demoPorts[name].variable} and ${demoPorts[twin].variable} are both ${ports[name]}. Give each its own port.`,
      );
    }
  }
  const urls = Object.fromEntries(names.map((name) => [name, `http://localhost:${ports[name]}`])) as Record<DemoPortName, string>;
  return { ports, urls, dataDir: resolve(repositoryRoot, environment['DATA_DIR'] || '.data') };
}

function readPort(environment: Readonly<Record<string, string | undefined>>, port: DemoPort): number {
  const text = environment[port.variable];
  if (text === undefined || text === '') return port.default;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new Error(
    `${port.variable} is "${text}", which is not a port. Set it to a number from 1 to 65535, or unset it for ${port.default}.`,
  );
}
