/// <reference path="./analyzer.d.ts" />
import type { Plugin } from '@custom-elements-manifest/analyzer';
import type { ClassDeclaration, ClassMember, CustomElement, Module } from 'custom-elements-manifest/schema';
import type * as typescript from 'typescript';

/**
 * Writes types that the analyzer leaves out: what a method with `@returns` returns, and the values of a type that is a choice of words,
 * which editors then offer.
 */
export function readTypes(): Plugin {
  const choices = new Map<string, string>();
  return {
    name: 'read-types',
    collectPhase({ ts, node }) {
      if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type) && node.type.types.every(ts.isLiteralTypeNode))
        choices.set(node.name.text, node.type.getText());
    },
    analyzePhase({ ts, node, moduleDoc }) {
      if (ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent)) addReturn(node, node.parent, moduleDoc);
    },
    packageLinkPhase({ customElementsManifest }) {
      const described = customElementsManifest.modules.flatMap(({ declarations = [] }) => declarations);
      for (const declaration of described) {
        if (declaration.kind !== 'class') continue;
        const { members = [], attributes = [] } = declaration as ClassDeclaration & Partial<CustomElement>;
        for (const item of [...members, ...attributes]) {
          const text = 'type' in item && item.type ? choices.get(item.type.text) : undefined;
          if (text !== undefined && 'type' in item) item.type = { text };
        }
      }
    },
  };
}

function addReturn(
  method: typescript.MethodDeclaration,
  parent: typescript.ClassDeclaration,
  { declarations }: Partial<Module>,
): void {
  const found = declarations?.find((declaration): declaration is ClassDeclaration => declaration.name === parent.name?.text);
  const member = found?.members?.find((candidate: ClassMember) => candidate.name === method.name.getText());
  if (member?.kind === 'method' && method.type) member.return = { ...member.return, type: { text: method.type.getText() } };
}
