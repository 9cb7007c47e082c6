import { registerHooks } from 'node:module';
import ts from 'typescript';
import { counterName, counters, words } from './coverage.ts';

/** What the fuzzed code is made of: our protocol code and pages, and the library that reads the answers. */
const instrumented = /\/server\/(oauth|http|services)\/[^?]*\.ts$|\/node_modules\/oauth4webapi\/build\/index\.js$/;

/**
 * Loaded before everything else of a fuzzing process (`node --import`): counts every branch of the fuzzed sources as they are loaded, and
 * collects the words in them. Nothing on disk is changed.
 */
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!instrumented.test(url) || loaded.source === undefined || loaded.source === null) return loaded;
    return { format: 'module', source: instrument(String(loaded.source), url), shortCircuit: true };
  },
});

let branches = 0;

function instrument(source: string, fileName: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(source, { fileName, compilerOptions, transformers: { before: [countBranches] } }).outputText;
}

function countBranches(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const { factory } = context;
  const count = (): ts.Expression => {
    branches = (branches + 1) % counters().length;
    const counter = factory.createElementAccessExpression(factory.createIdentifier(counterName), branches);
    return factory.createPostfixIncrement(counter);
  };
  const counted = (expression: ts.Expression) => factory.createParenthesizedExpression(factory.createComma(count(), expression));
  const statements = (list: readonly ts.Statement[]) => [factory.createExpressionStatement(count()), ...list];
  const block = (statement: ts.Statement) => (ts.isBlock(statement) ? statement : factory.createBlock(statements([statement])));

  const visit = (node: ts.Node): ts.Node => {
    if (ts.isStringLiteral(node) && node.text.length > 1 && node.text.length <= 40) words.add(node.text);
    const inner = ts.visitEachChild(node, visit, context);
    if (ts.isBlock(inner)) return factory.updateBlock(inner, statements(inner.statements));
    if (ts.isIfStatement(inner)) {
      const { expression, thenStatement, elseStatement } = inner;
      return factory.updateIfStatement(inner, expression, block(thenStatement), elseStatement && block(elseStatement));
    }
    if (ts.isConditionalExpression(inner)) {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = inner;
      const ends = [counted(whenTrue), counted(whenFalse)] as const;
      return factory.updateConditionalExpression(inner, condition, questionToken, ends[0], colonToken, ends[1]);
    }
    if (ts.isBinaryExpression(inner) && isShortCircuit(inner.operatorToken.kind)) {
      return factory.updateBinaryExpression(inner, inner.left, inner.operatorToken, counted(inner.right));
    }
    if (ts.isArrowFunction(inner) && !ts.isBlock(inner.body)) {
      const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken: arrow, body } = inner;
      return factory.updateArrowFunction(inner, modifiers, typeParameters, parameters, type, arrow, counted(body));
    }
    if (ts.isCaseClause(inner)) return factory.updateCaseClause(inner, inner.expression, statements(inner.statements));
    return inner;
  };
  return (file) => ts.visitEachChild(file, visit, context);
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
