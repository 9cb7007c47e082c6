import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMutation } from '../attacks/mutation-environment.ts';
import { buildMutatedTag } from '../attacks/runner/build-mutated-tag.ts';

/** The tag as it ships, in a folder of its own. */
export interface BuiltTag {
  readonly directory: string;
  remove(): void;
}

/** Builds the tag from the sources of this moment, which takes a second; in a run with a defence switched off, without that defence. */
export async function buildTag(): Promise<BuiltTag> {
  const directory = mkdtempSync(join(tmpdir(), 'connection-config-tag-'));
  await buildMutatedTag(readMutation(), directory);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
