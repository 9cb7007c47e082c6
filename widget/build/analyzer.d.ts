// The analyzer ships no types for what it exports.
declare module '@custom-elements-manifest/analyzer' {
  import type { Package } from 'custom-elements-manifest/schema';
  import type * as typescript from 'typescript';

  /** The analyzer brings a TypeScript of its own; the parts used here are the same. */
  export const ts: typeof typescript;

  /** The hooks of the analyzer that are used here. */
  export interface Plugin {
    readonly name: string;
    collectPhase?(phase: { ts: typeof typescript; node: typescript.Node }): void;
    analyzePhase?(phase: { ts: typeof typescript; node: typescript.Node; moduleDoc: Partial<Package['modules'][number]> }): void;
    packageLinkPhase?(phase: { customElementsManifest: Package }): void;
  }

  export function create(options: { modules: readonly typescript.SourceFile[]; plugins: readonly Plugin[] }): Package;
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  import type { Plugin } from '@custom-elements-manifest/analyzer';

  export function litPlugin(): Plugin[];
}
