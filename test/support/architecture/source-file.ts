import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A source text with its path from the repository's root. Tests make their own; nothing below reads the disk. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One import, re-export, dynamic import or import type. */
export interface Import {
  readonly specifier: string;
  /** Gone when the code runs. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every TypeScript file of the given top-level folders. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  const patterns = folders.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`]);
  return globSync(patterns, { cwd: root })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The syntax tree of a file, with comments and parents. */
export function parse({ path, text }: SourceFile): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Calls `visit` for a node and everything inside it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => {
    walk(child, visit);
  });
}

/** Line of a node, from 1. */
export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Everything a file imports by a literal specifier, in the order of the text. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(parse(file), (node) => {
    const found = asImport(node);
    if (found !== undefined && ts.isStringLiteralLike(found.specifier)) {
      imports.push({ specifier: found.specifier.text, typeOnly: found.typeOnly, line: lineOf(node) });
    }
  });
  return imports;
}

function asImport(node: ts.Node): { specifier: ts.Node; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: node.argument.literal, typeOnly: true };
  const [argument] = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : [];
  return argument === undefined ? undefined : { specifier: argument, typeOnly: false };
}
