import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit } from './attack-case.ts';

/** Environment under which every Node process started applies the edits to what it loads, and every process that those start. */
export function mutationEnvironment(mutation: readonly Edit[]): Record<string, string> {
  const hook = pathToFileURL(join(import.meta.dirname, 'mutate-on-load.ts')).href;
  const options = [process.env['NODE_OPTIONS'], `--import=${hook}`].filter(Boolean).join(' ');
  return { ATTACK_MUTATION: JSON.stringify({ mutation }), NODE_OPTIONS: options };
}

/** The edits that {@link mutationEnvironment} left in this process' environment. Default none. */
export function readMutation(environment: Readonly<Record<string, string | undefined>> = process.env): readonly Edit[] {
  const { mutation } = JSON.parse(environment['ATTACK_MUTATION'] ?? '{"mutation":[]}') as { mutation: readonly Edit[] };
  return mutation;
}
