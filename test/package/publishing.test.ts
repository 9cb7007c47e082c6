import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { projectRoot } from '../support/runner/run-program.ts';
import { pack, type PackedPackage } from './pack.ts';

/**
 * The package is ESM with an `exports` map: resolution as before Node.js 12 does not find its entries, and CommonJS gets them as ES modules.
 */
const esmOnly = (problem: { readonly kind: string; readonly resolutionKind?: string }): boolean =>
  problem.kind === 'CJSResolvesToESM' || (problem.kind === 'NoResolution' && problem.resolutionKind === 'node10');

describe('the packed package', () => {
  let packed: PackedPackage;
  let tarball: Uint8Array<ArrayBuffer>;
  before(async () => {
    packed = await pack();
    tarball = new Uint8Array(readFileSync(packed.tarball));
  });
  after(() => packed.remove());

  it('has no fault that publint knows', async () => {
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarball.buffer } });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg, { color: false })),
      [],
    );
  });

  it('gives every entry the types of what it runs, in Node.js and to bundlers', async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    assert.ok(result.types !== false, 'there are types');
    assert.deepEqual(
      result.problems.filter((problem) => !esmOnly(problem)),
      [],
    );
  });

  it('has the files that its manifest names for browsers and editors', () => {
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Record<string, string>;
    const files = createPackageFromTarballData(tarball).listFiles();
    for (const path of [manifest['customElements'], manifest['web-types'], './dist/integrity.json']) {
      assert.ok(path);
      assert.ok(
        files.some((file) => file.endsWith(path.slice(1))),
        path,
      );
    }
  });
});
