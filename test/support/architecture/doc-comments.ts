import ts from 'typescript';
import { lineOf, parse, type SourceFile } from './source-file.ts';

/** Exported declarations of these files that have no JSDoc comment: one line each, none when all is well. */
export function findUndocumentedExports(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !path.endsWith('.config.ts'))
    .flatMap((file) => {
      const { statements } = parse(file);
      return statements
        .filter(
          (statement, index) =>
            isExported(statement) && !isDocumented(statement) && !continuesOverload(statement, statements[index - 1]),
        )
        .map((statement) => `${file.path}:${lineOf(statement)} exports ${declaredName(statement)} without a JSDoc comment`);
    });
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isDocumented(statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).length > 0 || isInferred(statement);
}

/** Types that are read off a value, whose comment then carries the words: a schema's output, the members of a list. */
const inferredType = /^(v\.Infer(Output|Input)<typeof \w+>|\(typeof \w+\)\[number\]|keyof typeof \w+)$/;

function isInferred(statement: ts.Statement): boolean {
  return ts.isTypeAliasDeclaration(statement) && inferredType.test(statement.type.getText());
}

function continuesOverload(statement: ts.Statement, previous: ts.Statement | undefined): boolean {
  return (
    previous !== undefined &&
    ts.isFunctionDeclaration(statement) &&
    ts.isFunctionDeclaration(previous) &&
    statement.name?.text === previous.name?.text
  );
}

function declaredName(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ');
  const named = statement as ts.Statement & { readonly name?: ts.Node };
  return named.name?.getText() ?? 'its default';
}
