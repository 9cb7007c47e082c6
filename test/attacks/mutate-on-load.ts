import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mutateSource } from './mutate-source.ts';
import { readMutation } from './mutation-environment.ts';

/**
 * Loaded before everything else of a test run (`node --import`), and inherited by every process that the run starts: applies the edits of
 * the case in `ATTACK_MUTATION` to the sources as they are loaded. Nothing on disk is changed.
 */
const mutation = readMutation();
const root = join(import.meta.dirname, '..', '..');
const fileByUrl = new Map(mutation.map(({ file }) => [pathToFileURL(join(root, file)).href, file]));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const file = fileByUrl.get(url);
    if (file === undefined || loaded.source === undefined) return loaded;
    return { ...loaded, source: mutateSource(String(loaded.source), file, mutation) };
  },
});
