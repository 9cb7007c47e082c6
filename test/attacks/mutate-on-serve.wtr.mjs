import { mutateSource } from './mutate-source.ts';
import { readMutation } from './mutation-environment.ts';

/** Web-test-runner plugin: what `mutate-on-load.ts` does to Node's sources, done to those served to the browser. Before TypeScript is read. */
export function mutateOnServe() {
  const mutation = readMutation();
  const files = new Set(mutation.map(({ file }) => file));
  return {
    name: 'mutate-on-serve',
    transform({ path, body }) {
      const file = path.slice(1);
      return files.has(file) ? { body: mutateSource(String(body), file, mutation), transformCache: false } : undefined;
    },
  };
}
