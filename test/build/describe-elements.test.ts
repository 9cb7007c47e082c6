import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ClassDeclaration, CustomElement } from 'custom-elements-manifest/schema';
import { describeElements, publicElements } from '../../widget/build/describe-elements.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync('widget/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
const manifest = describeElements(root);
const declarations = manifest.modules.flatMap(({ declarations = [] }) => declarations) as (ClassDeclaration &
  Partial<CustomElement>)[];
const elements = declarations.filter(({ customElement }) => customElement);
const tag = elements.find(({ tagName }) => tagName === 'connection-config')!;
const events = declarations.filter(({ customElement }) => !customElement);

/** Names of our own by the public property that each reads first: `--_space` is `--connection-space` or its default. */
const standsFor = new Map(
  sources.flatMap((text) =>
    [...text.matchAll(/(--_[\w-]+): [^;]*?var\((--connection-[\w-]+),/g)].map(([, own = '', name = '']) => [own, name] as const),
  ),
);

/** Every match of the first group in the sources, once, in order. */
function found(pattern: RegExp): string[] {
  return inOrder(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));
}

function inOrder(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))].toSorted();
}

describe('the manifest of the elements', () => {
  it('has each public element, how it is defined, and its events with their details', () => {
    assert.deepEqual(inOrder(elements.map(({ tagName }) => tagName)), Object.keys(publicElements).toSorted());
    assert.deepEqual(
      manifest.modules.flatMap(({ exports = [] }) => exports.filter(({ kind }) => kind === 'custom-element-definition')).length,
      elements.length,
    );
    for (const { name, type } of elements.flatMap((element) => element.events ?? [])) {
      const event = events.find((declaration) => declaration.name === type.text);
      assert.ok(event, `${name} has no class`);
      const members = event.members ?? [];
      assert.ok(members.some((member) => member.kind === 'field' && member.name === 'detail' && member.type));
      assert.ok(members.some((member) => member.kind === 'field' && member.name === 'type' && member.default === `'${name}'`));
    }
  });

  it('says something about everything it lists', () => {
    for (const { tagName, members, attributes, events: told, slots, cssParts, cssProperties } of elements) {
      const lists = { members, attributes, events: told, slots, cssParts, cssProperties };
      for (const [kind, list = []] of Object.entries(lists)) {
        const names = list.map(({ name }) => name);
        assert.deepEqual(names.toSorted(), inOrder(names), `${tagName}: ${kind} listed twice`);
        for (const { name, description } of list) assert.ok(description, `${tagName}: ${kind} ${name}`);
      }
    }
  });

  it('has the attributes with their choices, and the methods with what they return', () => {
    const types = Object.fromEntries((tag.attributes ?? []).map(({ name, type }) => [name, type?.text]));
    assert.equal(types['theme'], "'auto' | 'light' | 'dark'");
    assert.equal(types['flow'], "'auto' | 'popup' | 'redirect'");
    const methods = Object.fromEntries(
      (tag.members ?? []).flatMap((member) => (member.kind === 'method' ? [[member.name, member.return?.type?.text]] : [])),
    );
    assert.deepEqual(methods, {
      connect: 'Promise<boolean>',
      disconnect: 'Promise<boolean>',
      save: 'Promise<boolean>',
      validate: 'boolean',
      reload: 'Promise<void>',
    });
  });

  it('has exactly the parts that the templates show', () => {
    const used = [
      ...found(/part="([^"]+)"/g).flatMap((names) => names.split(' ')),
      ...found(/\bpart: '([a-z-]+)'(?! \|)/g),
      ...found(/'([a-z-]+-button)'/g).filter((name) => !(name in publicElements)),
    ];
    assert.deepEqual(inOrder((tag.cssParts ?? []).map(({ name }) => name)), inOrder([...used, 'button']));
  });

  it('has exactly the slots that the templates show', () => {
    assert.deepEqual(inOrder((tag.slots ?? []).map(({ name }) => name)), inOrder(['<code>', ...found(/<slot name="([^"]+)"/g)]));
  });

  it('has exactly the custom properties that the styles read, with their defaults', () => {
    const read = sources.flatMap(readProperties);
    const listed = tag.cssProperties ?? [];
    assert.deepEqual(inOrder(listed.map(({ name }) => name)), inOrder(read.map(({ name }) => name)));
    for (const { name, default: value, description = '' } of listed) {
      const fallbacks = read.filter((use) => use.name === name).flatMap(({ fallback }) => publicWords(fallback));
      // Where it is no plain value, the description says it in words.
      if (value === undefined) assert.match(description, /Default: /, name);
      else if (fallbacks.length > 0)
        assert.ok(fallbacks.includes(value), `${name}: ${value}, but the styles say ${fallbacks.join(' or ')}`);
    }
  });
});

interface PropertyUse {
  readonly name: string;
  readonly fallback: string | undefined;
}

/** Every `var(--connection-…)` of a text, with its fallback. */
function readProperties(text: string): PropertyUse[] {
  return [...text.matchAll(/var\(\s*(--connection-[\w-]+)/g)].map((match) => {
    const [begin, name = ''] = match;
    const from = match.index + begin.length;
    let depth = 1;
    let to = from;
    for (; depth > 0; to++) depth += text[to] === '(' ? 1 : text[to] === ')' ? -1 : 0;
    return { name, fallback: /^,\s*(.+)$/s.exec(text.slice(from, to - 1))?.[1] };
  });
}

/** A fallback in public words: `--_space` stands for `--connection-space`. Nothing where one of our names stands for no single property. */
function publicWords(fallback: string | undefined): string[] {
  if (fallback === undefined) return [];
  const plain = fallback.replaceAll(/--_[\w-]+/g, (own) => standsFor.get(own) ?? own);
  // What a public property falls back to is said where that is described.
  const brief = plain.replaceAll(/var\((--connection-[\w-]+), (?:[^()]|\([^()]*\))*\)/g, 'var($1)');
  return brief.includes('--_') ? [] : [brief];
}
