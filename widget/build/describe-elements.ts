/// <reference path="./analyzer.d.ts" />
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
import type { ClassDeclaration, CustomElement, Declaration, Module, Package } from 'custom-elements-manifest/schema';
import { readTypes } from './read-types.ts';

/** The elements a page writes, by their file in `widget/`; the tag is the first. The others are parts of these. */
export const publicElements: Readonly<Record<string, string>> = {
  'connection-config': 'connection-config.ts',
  'connection-button': 'elements/connection-button.ts',
  'connection-status': 'elements/connection-status.ts',
};

/** An element with its name, as {@link describeElements} gives it. */
export type DescribedElement = ClassDeclaration & CustomElement & { tagName: string };

/**
 * The manifest of the public elements and their events, made from the comments and types in `widget/`. Paths in it are those of the
 * package; what is private or internal is left out.
 * @see https://github.com/webcomponents/custom-elements-manifest schema 1.0.0
 */
export function describeElements(root: string): Package {
  const files = [
    ...Object.values(publicElements),
    'state/connection-context.ts',
    ...globSync('events/*.ts', { cwd: join(root, 'widget') }),
  ];
  const modules = files.map((file) => {
    const text = readFileSync(join(root, 'widget', file), 'utf8');
    return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  });
  const analyzed = create({ modules, plugins: [...litPlugin(), readTypes()] });
  const classes = analyzed.modules.flatMap(({ declarations }) => declarations ?? []).filter(isClass);
  const elements = Object.entries(publicElements).map(([tagName, file]) => {
    const found = analyzed.modules.find(({ path }) => path === file)?.declarations?.find(isClass);
    if (found === undefined) throw new Error(`widget/${file} declares no class.`);
    return tidyElement(found, tagName);
  });
  const told = new Set(elements.flatMap(({ events }) => events ?? []).map(({ type }) => type.text));
  const events = classes.filter(({ name }) => told.has(name)).map(tidyEvent);
  const declarations = [...elements, ...events];
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: 'dist/elements.js',
        declarations,
        exports: declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: 'dist/elements.js' } })),
      },
      definitions('dist/connection-config.js', elements.slice(0, 1)),
      definitions('dist/connection-status.js', elements.slice(1)),
    ],
  };
}

function definitions(path: string, elements: readonly DescribedElement[]): Module {
  return {
    kind: 'javascript-module',
    path,
    declarations: [],
    exports: elements.map(({ tagName, name }) => ({
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name, module: 'dist/elements.js' },
    })),
  };
}

function isClass(declaration: Declaration): declaration is ClassDeclaration {
  return declaration.kind === 'class';
}

function tidyElement(found: ClassDeclaration, tagName: string): DescribedElement {
  const element = found as ClassDeclaration & CustomElement;
  const members = (element.members ?? []).filter(
    ({ privacy, static: isStatic }) => (privacy ?? 'public') === 'public' && !isStatic,
  );
  // The analyzer also takes calls of dispatchEvent for events; what the comment lists is the contract.
  const events = (element.events ?? []).filter(({ description }) => description !== undefined);
  const description = element.description || (element.summary ?? '');
  return { ...element, description, tagName, customElement: true, members, events };
}

function tidyEvent(event: ClassDeclaration): ClassDeclaration {
  const members = (event.members ?? []).map((member) => {
    const { default: _, ...rest } = member as typeof member & { default?: string };
    return member.static ? member : rest;
  });
  return { ...event, superclass: { name: 'Event', package: 'global:' }, members };
}
