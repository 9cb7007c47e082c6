import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { createBuilder } from 'vite';
import { projectRoot } from './runner/run-program.ts';

/** One file of a build of the tag. */
export interface BuiltChunk {
  readonly fileName: string;
  readonly code: string;
  /** What it loads at once: files of the build, and what is left to the page's bundler. */
  readonly imports: readonly string[];
  /** What it loads when it is asked for. */
  readonly dynamicImports: readonly string[];
}

/** Builds `dist/connection-config.js` (`tag`) or `dist/elements.js` (`elements`) with their chunks, in memory. */
export async function buildChunks(environment: 'tag' | 'elements'): Promise<readonly BuiltChunk[]> {
  const builder = await createBuilder({
    configFile: join(projectRoot, 'widget', 'vite.config.ts'),
    logLevel: 'error',
    environments: { [environment]: { build: { write: false } } },
  });
  const chosen = builder.environments[environment];
  if (chosen === undefined) throw new Error(`widget/vite.config.ts has no environment "${environment}".`);
  const built = await builder.build(chosen);
  const outputs = Array.isArray(built) ? built : [built];
  return outputs.flatMap((one) => ('output' in one ? one.output : [])).flatMap((file) => (file.type === 'chunk' ? [file] : []));
}

/** An entry with everything it loads statically: what has to arrive before anything is painted. */
export function firstPaintOf(chunks: readonly BuiltChunk[], entry: string): readonly BuiltChunk[] {
  const found = new Set<BuiltChunk>();
  const visit = (fileName: string): void => {
    const chunk = chunks.find((one) => one.fileName === fileName);
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    chunk.imports.forEach(visit);
  };
  visit(entry);
  return [...found];
}

/** Bytes on the wire, as the server sends them to a browser that takes Brotli. */
export function brotliBytes(chunks: readonly BuiltChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + brotliCompressSync(code).length, 0);
}
