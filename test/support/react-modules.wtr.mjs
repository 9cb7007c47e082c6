import { build } from 'vite';

/** The modules React is made of, which browsers cannot load as they are: React is published as CommonJS only. */
const sources = { react: 'react', 'react-dom-client': 'react-dom/client' };
const folder = '/__react/';

// One entry a module, with its exports by name. Read at the start, before the runner replaces the console that React prepares itself on.
const entries = {};
for (const [name, source] of Object.entries(sources)) {
  const exported = Object.keys(await import(source)).filter((key) => /^\w+$/.test(key) && key !== 'default');
  entries[name] = `import all from '${source}'; export const { ${exported.join(', ')} } = all;`;
}

/** Web-test-runner plugin: serves React to the tests as modules, built once and in memory. */
export function reactModules() {
  let files;
  return {
    name: 'react-modules',
    resolveImport: ({ source }) => {
      const name = Object.keys(sources).find((key) => sources[key] === source);
      return name && `${folder}${name}.js`;
    },
    serve: async ({ path }) => {
      if (!path.startsWith(folder)) return undefined;
      files ??= bundleReact();
      return { body: (await files).get(path.slice(folder.length)), type: 'js' };
    },
  };
}

async function bundleReact() {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'entries',
        resolveId: (id) => (id.startsWith('entry:') ? `\0${id}` : undefined),
        load: (id) => (id.startsWith('\0entry:') ? entries[id.slice('\0entry:'.length)] : undefined),
      },
    ],
    build: {
      write: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.keys(sources).map((name) => [name, `entry:${name}`])),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  return new Map(output.map(({ fileName, code }) => [fileName, code]));
}
