import { join } from 'node:path';
import { buildTag } from '../../demo/orchestration/build-tag.ts';
import { projectRoot } from './runner/run-program.ts';

/** Folder of the built tag, built now when it is out of date; or the one in `TAG_DIRECTORY`, where a mutated tag lies. */
export async function tagDirectory(): Promise<string> {
  const other = process.env['TAG_DIRECTORY'];
  if (other !== undefined) return other;
  await buildTag(projectRoot);
  return join(projectRoot, 'dist');
}
