import { posix } from 'node:path';
import { type Import, importsOf, type SourceFile } from './source-file.ts';

/**
 * The server's rooms by floor. A file imports from lower floors and from its own room, never up, never sideways.
 * `wiring` is what lies in `server/` itself (main, app, config, index) and the command line: they know every room.
 */
const floors: Readonly<Record<string, number>> = {
  contract: 0,
  redaction: 0,
  vault: 1,
  egress: 1,
  catalog: 1,
  oauth: 2,
  storage: 2,
  definitions: 2,
  services: 3,
  http: 4,
  worker: 4,
  cli: 5,
  wiring: 5,
};

/** Rooms beside the floors: the client is another program's code, telemetry is used by its types and passed in. */
const roomsApart: Readonly<Record<string, readonly string[]>> = { client: ['contract'], telemetry: ['contract', 'redaction'] };

/** Sideways on purpose, for types alone: what `oauth` and `storage` are handed is described next door. */
const sidewaysTypes: Readonly<Record<string, readonly string[]>> = {
  oauth: ['definitions'],
  storage: ['definitions', 'oauth'],
};

/** Packages that may touch the network, the disk or a wire format, each behind the one room or file that answers for it. */
const packageOwners: readonly { readonly packages: RegExp; readonly owner: RegExp; readonly says: string }[] = [
  { packages: /^oauth4webapi$/, owner: /^server\/oauth\//, says: 'only server/oauth imports oauth4webapi' },
  { packages: /^arctic$/, owner: /^server\/oauth\/arctic\.ts$/, says: 'only server/oauth/arctic.ts imports arctic' },
  {
    packages: /^jose$/,
    owner: /^server\/services\/signed-session\.ts$/,
    says: 'only server/services/signed-session.ts imports jose',
  },
  {
    packages: /^@valibot\/to-json-schema$/,
    owner: /^server\/http\/openapi\//,
    says: 'only server/http/openapi imports @valibot/to-json-schema',
  },
  { packages: /^undici$/, owner: /^server\/egress\//, says: 'only server/egress imports undici' },
  {
    packages: /^(drizzle-orm|drizzle-kit|postgres|@electric-sql\/pglite)$/,
    owner: /^server\/storage\//,
    says: 'only server/storage imports Drizzle and database drivers',
  },
  { packages: /^(pino|prom-client)$/, owner: /^server\/telemetry\//, says: 'only server/telemetry imports pino and prom-client' },
  {
    packages: /^(react|react-dom|@lit\/react)$/,
    owner: /^widget\/(react\.ts|frameworks\/react-jsx\.ts)$/,
    says: 'only widget/react.ts and the types for JSX import React',
  },
];

/** What a part may import from npm, where that is a closed list. */
const allowedPackages: readonly { readonly files: RegExp; readonly packages: RegExp; readonly says: string }[] = [
  { files: /^server\/contract\//, packages: /^valibot$/, says: 'the contract imports only valibot' },
  {
    files: /^server\/client\//,
    packages: /^valibot$/,
    says: 'the client imports only the contract, and valibot to read answers by it',
  },
  { files: /^widget\/frameworks\//, packages: /^(react|svelte|vue)$/, says: 'types for a framework import that framework' },
  {
    // What writes files beside the bundle is no part of it.
    files: /^widget\/(?!frameworks\/|build\/)/,
    packages: /^(lit|@lit\/.+|valibot|react|react-dom)$/,
    says: 'the widget imports only lit, @lit and valibot',
  },
];

/** What is wrong with the imports of these files: one line each, none when all is well. Tests import whatever they test. */
export function findForbiddenImports(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !path.endsWith('.config.ts') && !path.startsWith('test/'))
    .flatMap((file) =>
      importsOf(file).flatMap((imported) => {
        const fault = isLocal(imported) ? localFault(file.path, imported) : packageFault(file.path, imported);
        return fault === undefined ? [] : [`${file.path}:${imported.line} imports ${imported.specifier}: ${fault}`];
      }),
    );
}

function isLocal({ specifier }: Import): boolean {
  return specifier.startsWith('.') || specifier === '#contract';
}

function localFault(from: string, { specifier, typeOnly }: Import): string | undefined {
  const to = specifier === '#contract' ? 'server/contract/index.ts' : posix.join(posix.dirname(from), specifier);
  const [part, target] = [partOf(from), partOf(to)];
  if (part === 'demo') return target === 'demo' ? undefined : "the demo uses the package's public entries";
  if (part === 'widget') {
    if (target === 'widget') return undefined;
    return specifier === '#contract' ? undefined : 'the widget knows #contract and nothing else of the server';
  }
  if (target !== 'server') return `the server imports nothing of ${target}`;
  return roomFault(roomOf(from), roomOf(to), typeOnly);
}

function roomFault(from: string, to: string, typeOnly: boolean): string | undefined {
  if (from === to) return undefined;
  if (from in roomsApart)
    return roomsApart[from]?.includes(to) ? undefined : `${from} may import ${roomsApart[from]?.join(', ')}`;
  if (from === 'wiring' || from === 'cli') return undefined;
  if (to === 'telemetry') return typeOnly ? undefined : 'telemetry is passed in; import its types';
  const [floor, target] = [floors[from], floors[to]];
  if (floor === undefined) return `${from} is no known room of the server`;
  if (target === undefined) return `no room may import ${to}`;
  if (target < floor) return undefined;
  if (typeOnly && sidewaysTypes[from]?.includes(to)) return undefined;
  return `imports go down, and ${to} is not below ${from}`;
}

function packageFault(from: string, { specifier }: Import): string | undefined {
  const name = packageName(specifier);
  // The manifest is the exception: it has another relative path from the built files than from the sources.
  if (partOf(from) === 'server' && name === 'connection-config' && !specifier.endsWith('/package.json')) {
    return 'inside the package, import the file';
  }
  if (partOf(from) === 'demo') return undefined;
  const closed = allowedPackages.find(({ files, packages }) => files.test(from) && !packages.test(name));
  if (closed !== undefined) return closed.says;
  return packageOwners.find(({ packages, owner }) => packages.test(name) && !owner.test(from))?.says;
}

function packageName(specifier: string): string {
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function partOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function roomOf(path: string): string {
  const [, room, ...rest] = path.split('/');
  return room === undefined || rest.length === 0 ? 'wiring' : room;
}
