import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { brotliBytes, buildChunks, firstPaintOf } from '../support/build-chunks.ts';
import type { BuiltChunk } from '../support/build-chunks.ts';

const kilobyte = 1024;

describe('the size of the tag', () => {
  let tag: readonly BuiltChunk[];
  let elements: readonly BuiltChunk[];
  before(async () => {
    tag = await buildChunks('tag');
    elements = await buildChunks('elements');
  });

  it('paints a form from one script of at most 20 kB', () => {
    const first = firstPaintOf(tag, 'connection-config.js');
    assert.deepEqual(
      first.map(({ fileName }) => fileName),
      ['connection-config.js'],
    );
    const bytes = brotliBytes(first);
    assert.ok(bytes <= 20 * kilobyte, `${bytes} bytes`);
  });

  it('adds at most 12 kB to a page that has Lit', () => {
    const first = firstPaintOf(elements, 'elements.js');
    const bytes = brotliBytes(first);
    assert.ok(bytes <= 12 * kilobyte, `${bytes} bytes`);
    const external = first.flatMap(({ imports }) => imports).filter((name) => !name.startsWith('chunks/'));
    assert.deepEqual(
      external.filter((name) => !/^(lit|@lit\/context)(\/|$)/.test(name)),
      [],
    );
  });

  it('leaves every language but English, and what a click does, to be fetched', () => {
    const entry = tag.find(({ fileName }) => fileName === 'connection-config.js');
    const names = entry?.dynamicImports.map((fileName) => fileName.replace(/^chunks\/(.*)-[\w-]{8}\.js$/, '$1'));
    assert.deepEqual(names?.toSorted(), ['ar', 'de', 'es', 'fr', 'he', 'it', 'ja', 'nl', 'on-demand', 'pt-br']);
  });

  it('has no letter that would make an engine keep the script at two bytes a letter, and is compiled beside the page', () => {
    for (const { fileName, code } of tag.filter(({ fileName }) => /connection-config|on-demand/.test(fileName)))
      assert.doesNotMatch(code, /[^\0-\xff]/, fileName);
    assert.match(
      tag.find(({ fileName }) => fileName === 'connection-config.js')?.code ?? '',
      /^\/\/# allFunctionsCalledOnLoad\n/,
    );
  });

  it('fetches nothing that would run the script of the tag again', () => {
    for (const { fileName, imports } of tag) assert.deepEqual(imports, [], fileName);
  });
});
