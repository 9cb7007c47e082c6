import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BuildEnvironmentOptions, Plugin } from 'vite';
import { defaultClientConditions, defineConfig } from 'vite';
import { writeIntegrity } from './build/write-integrity.ts';

// `source`: the contract is compiled with the tag, never taken from an earlier build of the server.
const resolve = { conditions: ['source', ...defaultClientConditions] };
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds into `dist/`. `tag`: `connection-config.js`, self-contained and minified, for a script element. `elements`: `elements.js`,
 * `define.js` and `react.js`, whose dependencies are left to the page's bundler. What is loaded on demand lies beside them in `chunks/`.
 * `small`: `connection-status.js`, the small elements for a script element beside the tag's.
 * Run all with `vite build -c widget/vite.config.ts`, or with `createBuilder({ configFile })` and its `buildApp()`.
 */
export default defineConfig({
  root: file('.'),
  publicDir: false,
  logLevel: 'warn',
  plugins: [
    importTheTag(),
    copyIntoOnDemand(),
    declareProperties(),
    minifyTemplates(),
    refuseImportsOfTheTag(),
    suitTheEngine(),
    writeIntegrity(),
  ],
  builder: {
    async buildApp(builder) {
      rmSync(file('../dist/chunks'), { recursive: true, force: true });
      for (const environment of Object.values(builder.environments)) {
        if (['tag', 'elements', 'small'].includes(environment.name)) await builder.build(environment);
      }
    },
  },
  environments: {
    small: { consumer: 'client', resolve, build: build({ 'connection-status': 'define-small.ts' }, []) },
    tag: { consumer: 'client', resolve, build: build({ 'connection-config': 'define.ts' }, []) },
    elements: {
      consumer: 'client',
      resolve,
      build: build({ elements: 'index.ts', define: 'define.ts', small: 'define-small.ts', react: 'react.ts' }, [
        /^lit(\/|$)/,
        /^@lit\//,
        /^react(\/|$)/,
      ]),
    },
  },
});

function build(entries: Readonly<Record<string, string>>, external: RegExp[]): BuildEnvironmentOptions {
  const entry = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, file(path)]));
  return {
    outDir: file('../dist'),
    emptyOutDir: false,
    target: 'es2023',
    minify: true,
    // As a library, so that Vite adds no preloader of its own.
    lib: { entry, formats: ['es'] },
    rolldownOptions: {
      external,
      // The classes are one file, which react.js imports: it may export more to that than the entry itself does.
      preserveEntrySignatures: 'allow-extension',
      // A schema nobody uses does nothing; the bundler cannot know that of a call.
      treeshake: { manualPureFunctions: ['v'] },
      // Library output keeps its whitespace unless it is told twice.
      output: { minify: true, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  };
}

/**
 * The script of the small elements takes everything of the tag from the tag's own script, which lies beside it. Of Lit it needs `css`
 * alone, and the rest must not be there twice.
 */
function importTheTag(): Plugin {
  return {
    name: 'import-the-tag',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'small',
    async resolveId(source, importer) {
      if (/\/(define|connection-config)\.ts$/.test(source)) return { id: './connection-config.js', external: true };
      if (source !== 'lit') return undefined;
      const lit = await this.resolve(source, importer, { skipSelf: true });
      return this.resolve('@lit/reactive-element/css-tag.js', lit?.id, { skipSelf: true });
    },
  };
}

/**
 * What is fetched on demand gets copies of its own of the modules it shares with the tag, so that it imports nothing of the tag's script,
 * and each side is left with no more of a module than it uses. What exists once (Lit, classes that are compared) must be handed in.
 */
function copyIntoOnDemand(): Plugin {
  const entry = /\/widget\/on-demand\.ts$/;
  const mark = '?on-demand';
  const onlyOnce = /\/node_modules\/(@lit|lit)|\/widget\/(events|elements)\/|\/widget\/api\/(api-error|session-client)\.ts/;
  return {
    name: 'copy-into-on-demand',
    enforce: 'pre',
    async resolveId(source, importer) {
      const inside = importer?.endsWith(mark) ?? false;
      const resolved = await this.resolve(source, inside ? importer?.slice(0, -mark.length) : importer, { skipSelf: true });
      if (!resolved || !(inside || entry.test(resolved.id))) return resolved;
      if (onlyOnce.test(resolved.id))
        this.error(`${importer} imports ${source}, which is in the tag: let createOnDemand hand it in.`);
      return { ...resolved, id: resolved.id + mark };
    },
  };
}

/** A chunk that imports the tag's script would run it twice where a page loads that under another address, such as `?v=2`. */
function refuseImportsOfTheTag(): Plugin {
  return {
    name: 'refuse-imports-of-the-tag',
    applyToEnvironment: ({ name }) => name === 'tag',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.imports.length > 0) this.error(`${file.fileName} imports ${file.imports.join(', ')}.`);
      }
    },
  };
}

/**
 * Leaves nothing beyond Latin-1 in a script that has hardly any of it: engines keep a text with one wider letter at two bytes a letter.
 * And tells V8 that nearly every function of the tag runs at once, so that it compiles them beside the page and not when each is called.
 * @see https://v8.dev/blog/explicit-compile-hints (2026-11-28)
 */
function suitTheEngine(): Plugin {
  return {
    name: 'suit-the-engine',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk' || /\b(ar|he|ja)-[\w-]{8}\.js$/.test(file.fileName)) continue;
        file.code = file.code.replace(/[^\0-\xff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
        if (file.fileName === 'connection-config.js') file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
      }
    },
  };
}

/** Turns `@property` and `@state` into the one call of Lit that they make, so that neither they nor the compiler's helper are shipped. */
function declareProperties(): Plugin {
  const decorated = /^_decorate\(\[(?:property\(([^[\]]*)\)|state\(\))\], (\w+)\.prototype, ("\w+"), void 0\);$/gm;
  return {
    name: 'declare-properties',
    apply: 'build',
    transform: {
      filter: { id: /\/widget\/.*\.ts$/, code: '_decorate(' },
      order: 'post',
      handler(code) {
        const declare = (_: string, options = '{ state: true, attribute: false }', element: string, name: string) =>
          `${element}.createProperty(${name}, ${options || '{}'});`;
        return { code: code.replace(decorated, declare).replace(/^import .* from "lit\/decorators.js";$/m, ''), map: null };
      },
    },
  };
}

/** Takes the indentation out of Lit's templates and styles, which a minifier has to leave alone since they are strings to it. */
function minifyTemplates(): Plugin {
  return {
    name: 'minify-templates',
    apply: 'build',
    transform: {
      filter: { id: /\/widget\/.*\.ts(\?on-demand)?$/ },
      order: 'post',
      handler(code) {
        const edits: { start: number; end: number; text: string }[] = [];
        visit(this.parse(code), (tag, quasis) => {
          for (const { start, end } of quasis) {
            const text = code.slice(start, end);
            edits.push({ start, end, text: tag === 'css' ? minifyCss(text) : minifyHtml(text) });
          }
        });
        edits.sort((a, b) => b.start - a.start);
        const minified = edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
        return { code: minified, map: null };
      },
    },
  };
}

type Quasi = { start: number; end: number };

function visit(node: unknown, found: (tag: string, quasis: Quasi[]) => void): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, tag, quasi } = node as { type?: string; tag?: { name?: string }; quasi?: { quasis: Quasi[] } };
  if (type === 'TaggedTemplateExpression' && (tag?.name === 'html' || tag?.name === 'css') && quasi)
    found(tag.name, quasi.quasis);
  for (const child of Object.values(node)) visit(child, found);
}

// One space stays where there was any, since it is seen between words; before the end of a tag it is not, nor between two tags: what
// stands side by side in the tag are boxes with a gap.
function minifyHtml(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replace(/ >/g, '>')
    .replace(/> </g, '><')
    .replace(/="([\w-]+)"(?=[ >])/g, '=$1');
}

function minifyCss(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]|(?<=[\w\])] )>) ?/g, '$1')
    .replace(/(?<=\() | (?=\))/g, '')
    .replace(/='([\w-]+)'\]/g, '=$1]')
    .replace(/([{;][\w-]+): /g, '$1:')
    .replace(/(?<![\d.])0\.(?=\d)/g, '.')
    .replaceAll(';}', '}')
    .trim();
}
