import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findUndocumentedExports } from './support/architecture/doc-comments.ts';
import { findForbiddenImports } from './support/architecture/import-rules.ts';
import { findConfinedNames, findEmptyNames } from './support/architecture/name-rules.ts';
import { readSources } from './support/architecture/source-file.ts';

const root = join(import.meta.dirname, '..');
const product = readSources(root, ['server', 'widget', 'demo']);

describe('the sources', () => {
  it('import in the directions that are allowed', () => {
    assert.deepEqual(findForbiddenImports(product), []);
  });

  it('read the environment and use ciphers only where that belongs', () => {
    assert.deepEqual(findConfinedNames(product), []);
  });

  it('say what every export of server and widget is for', () => {
    assert.deepEqual(findUndocumentedExports(product.filter(({ path }) => !path.startsWith('demo/'))), []);
  });

  it('are in files named after what is in them', () => {
    assert.deepEqual(findEmptyNames([...product, ...readSources(root, ['test'])]), []);
  });

  it('exist for every entry of the package that is not made by the build', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageManifest;
    const entries = [...Object.values(manifest.exports), ...Object.values(manifest.imports)];
    const sources = entries.map((entry) => (typeof entry === 'string' ? entry : entry.source));
    const missing = sources.filter((path) => !path.startsWith('./dist/') && !existsSync(join(root, path)));
    assert.deepEqual(missing, []);
  });
});

/** The members of package.json that name files. */
interface PackageManifest {
  readonly exports: Readonly<Record<string, string | { readonly source: string }>>;
  readonly imports: PackageManifest['exports'];
}

describe('findForbiddenImports', () => {
  const allowed: readonly (readonly [path: string, text: string])[] = [
    ['server/main.ts', "import { createLogger } from './telemetry/logger.ts';"],
    ['server/egress/egress.ts', "import manifest from 'connection-config/package.json' with { type: 'json' };"],
    ['server/http/routes/start.ts', "import { connect } from '../../services/connect.ts';"],
    [
      'server/services/connect.ts',
      "import type { Log } from '../telemetry/log.ts'; import { exchange } from '../oauth/exchange.ts';",
    ],
    [
      'server/oauth/refresh.ts',
      "import type { Definition } from '../definitions/model.ts'; import * as oauth from 'oauth4webapi';",
    ],
    ['server/oauth/arctic.ts', "import { generateState } from 'arctic';"],
    ['server/contract/field.ts', "import * as v from 'valibot'; import { codes } from './error-codes.ts';"],
    ['widget/api/client.ts', "import { paths } from '#contract'; import { html } from 'lit';"],
    ['widget/react.ts', "import * as React from 'react'; import { createComponent } from '@lit/react';"],
    [
      'demo/host/server.ts',
      "import { createClient } from 'connection-config/client'; import { Hono } from 'hono'; import '../world.ts';",
    ],
  ];
  for (const [path, text] of allowed) {
    it(`lets ${path} write ${text}`, () => {
      assert.deepEqual(findForbiddenImports([{ path, text }]), []);
    });
  }

  const forbidden: readonly (readonly [path: string, text: string, reason: RegExp])[] = [
    ['server/contract/field.ts', "import { seal } from '../vault/seal.ts';", /vault is not below contract/],
    ['server/contract/field.ts', "import { randomUUID } from 'node:crypto';", /only valibot/],
    ['server/oauth/refresh.ts', "import { store } from '../storage/store.ts';", /storage is not below oauth/],
    ['server/oauth/refresh.ts', "import { parse } from '../definitions/parse.ts';", /definitions is not below oauth/],
    ['server/oauth/refresh.ts', "import { generateState } from 'arctic';", /only server\/oauth\/arctic.ts/],
    ['server/services/connect.ts', "export { app } from '../http/app.ts';", /http is not below services/],
    ['server/services/connect.ts', "const all = await import('../app.ts');", /wiring is not below services/],
    ['server/services/connect.ts', "import { log } from '../telemetry/log.ts';", /passed in/],
    ['server/services/connect.ts', "type Dispatcher = import('undici').Dispatcher;", /only server\/egress/],
    ['server/http/routes/list.ts', "import { eq } from 'drizzle-orm';", /only server\/storage/],
    ['server/worker/loop.ts', "import { routes } from '../http/routes.ts';", /http is not below worker/],
    ['server/client/client.ts', "import { ProviderError } from '../oauth/errors.ts';", /client may import contract/],
    ['server/client/client.ts', "import ky from 'ky';", /only the contract/],
    ['server/main.ts', "import '../demo/world.ts';", /nothing of demo/],
    ['server/kitchen/stove.ts', "import { paths } from '../contract/index.ts';", /no known room/],
    ['widget/api/client.ts', "import { paths } from '../../server/contract/index.ts';", /nothing else of the server/],
    ['widget/elements/card.ts', "import { createComponent } from '@lit/react';", /only widget\/react.ts/],
    ['widget/elements/card.ts', "import confetti from 'canvas-confetti';", /only lit/],
    ['demo/host/server.ts', "import { app } from '../../server/app.ts';", /public entries/],
    ['demo/host/server.ts', "import { paths } from '#contract';", /public entries/],
  ];
  for (const [path, text, reason] of forbidden) {
    it(`refuses ${path} to write ${text}`, () => {
      const faults = findForbiddenImports([{ path, text }]);
      assert.equal(faults.length, 1);
      assert.match(faults[0]!, reason);
    });
  }
});

describe('findConfinedNames', () => {
  const read = [
    'const port = process.env.PORT;',
    "const port = process.env['PORT'];",
    "import { env } from 'node:process';",
    'const { PORT } = process.env;',
  ];
  for (const text of read) {
    it(`finds the environment read by ${text}`, () => {
      assert.equal(findConfinedNames([{ path: 'server/http/routes/start.ts', text }]).length, 1);
      assert.deepEqual(findConfinedNames([{ path: 'server/config.ts', text }]), []);
    });
  }

  it('finds a cipher outside of the vault', () => {
    const text = "import * as crypto from 'node:crypto'; crypto.createCipheriv(algorithm, key, nonce);";
    assert.equal(findConfinedNames([{ path: 'server/services/save.ts', text }]).length, 1);
    assert.deepEqual(findConfinedNames([{ path: 'server/vault/seal.ts', text }]), []);
  });
});

describe('findEmptyNames', () => {
  it('refuses names that fit everything', () => {
    const paths = [
      'server/oauth/utils.ts',
      'widget/helpers.ts',
      'demo/common.ts',
      'server/types.ts',
      'server/oauth/token-types.ts',
    ];
    const faults = findEmptyNames(paths.map((path) => ({ path, text: '' })));
    assert.deepEqual(
      faults.map((fault) => fault.split(':')[0]),
      paths.slice(0, 4),
    );
  });
});

describe('findUndocumentedExports', () => {
  const undocumented = [
    'export function open() {}',
    'export const limit = 3;',
    'export class Door {}',
    'export default {};',
    'export interface Key { a: 1 }',
    '// a note\nexport type A = 1;',
  ];
  for (const text of undocumented) {
    it(`misses a comment on ${text.replace('\n', ' ')}`, () => {
      assert.equal(findUndocumentedExports([{ path: 'server/a.ts', text }]).length, 1);
      assert.deepEqual(findUndocumentedExports([{ path: 'server/a.ts', text: `/** What it is. */\n${text}` }]), []);
    });
  }

  it('asks for one comment on an overloaded function, and for none on a type read off a value', () => {
    const text = [
      '/** Opens. */',
      'export function open(a: string): void;',
      'export function open(a: number): void;',
      'export function open() {}',
      'export type Session = v.InferOutput<typeof sessionSchema>;',
      'export type Role = (typeof roles)[number];',
      "export { other } from './other.ts';",
    ].join('\n');
    assert.deepEqual(findUndocumentedExports([{ path: 'server/a.ts', text }]), []);
  });
});
