import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const chunks = 'chunks/[name]-[hash].js';

/**
 * Two builds into `dist/`. `tag`: `connection-config.js`, self-contained and minified, for a script element. `elements`: `elements.js`
 * and `react.js` with their dependencies left to the page's bundler. What is loaded on demand lies beside them in `chunks/`.
 * Run both with `vite build -c widget/vite.config.ts`, or with `createBuilder({ configFile })` and its `buildApp()`.
 */
export default defineConfig({
  root: file('.'),
  publicDir: false,
  logLevel: 'warn',
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments['tag']!);
      await builder.build(builder.environments['elements']!);
    },
  },
  environments: {
    tag: {
      consumer: 'client',
      build: {
        outDir: file('../dist'),
        emptyOutDir: false,
        minify: true,
        target: 'es2023',
        modulePreload: false,
        rolldownOptions: {
          input: { 'connection-config': file('define.ts') },
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: '[name].js', chunkFileNames: chunks },
        },
      },
    },
    elements: {
      consumer: 'client',
      build: {
        outDir: file('../dist'),
        emptyOutDir: false,
        minify: true,
        target: 'es2023',
        modulePreload: false,
        rolldownOptions: {
          input: { elements: file('index.ts'), react: file('react.ts') },
          external: [/^lit(\/|$)/, /^@lit\//, /^react(\/|$)/],
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: '[name].js', chunkFileNames: chunks },
        },
      },
    },
  },
});
