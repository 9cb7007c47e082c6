import { posix } from 'node:path';
import ts from 'typescript';
import { lineOf, parse, type SourceFile, walk } from './source-file.ts';

/** File names that say nothing about what is inside. */
const emptyName = /^(utils?|helpers?|common|misc|types?)(\.test)?\.tsx?$/;

/** Names that only some files may use: what reads the environment, and what encrypts. */
const confinedNames: readonly { readonly name: RegExp; readonly owner: RegExp; readonly says: string }[] = [
  {
    name: /^process\.env$/,
    owner: /^server\/(config\.ts|main\.ts|cli\/)/,
    says: 'only config.ts, main.ts and the command line read the environment',
  },
  { name: /^(create(C|Dec)ipheriv)$/, owner: /^server\/vault\//, says: 'only server/vault uses ciphers' },
];

/** Files of any part that are named after nothing. */
export function findEmptyNames(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => emptyName.test(posix.basename(path)))
    .map(({ path }) => `${path}: name the file after what is in it`);
}

/** Uses of the environment and of ciphers in the server and the widget outside of the files that answer for them. */
export function findConfinedNames(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^(server|widget)\//.test(path) && !path.endsWith('.config.ts'))
    .flatMap((file) => {
      const faults: string[] = [];
      walk(parse(file), (node) => {
        const name = nameUsed(node);
        const rule = confinedNames.find((candidate) => candidate.name.test(name) && !candidate.owner.test(file.path));
        if (rule !== undefined) faults.push(`${file.path}:${lineOf(node)} uses ${name}: ${rule.says}`);
      });
      return faults;
    });
}

function nameUsed(node: ts.Node): string {
  if (ts.isPropertyAccessExpression(node))
    return node.expression.getText() === 'process' && node.name.text === 'env' ? 'process.env' : '';
  if (ts.isImportSpecifier(node)) {
    const module = node.parent.parent.parent.moduleSpecifier;
    const name = (node.propertyName ?? node.name).text;
    return name === 'env' && ts.isStringLiteral(module) && /^(node:)?process$/.test(module.text) ? 'process.env' : '';
  }
  return ts.isIdentifier(node) ? node.text : '';
}
