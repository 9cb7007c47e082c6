import { defineConfig } from 'eslint/config';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** Calls of node:test whose promise the runner awaits itself. */
const testCalls = { from: 'package', package: 'node:test', name: ['after', 'before', 'describe', 'it', 'suite', 'test'] };

export default defineConfig(
  { ignores: ['node_modules', 'dist', 'demo/examples', 'coverage', 'reports', '.data', 'server/storage/migrations'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strict],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['widget/*.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A declaration file for a package without types can be brought in by no other way.
      '@typescript-eslint/triple-slash-reference': 'off',
      // The rules below read types. These find faults; the rest of the type-checked presets argues about taste.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [testCalls] }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      'no-template-curly-in-string': 'error',
    },
  },
  {
    files: ['widget/**/*.ts', 'test/widget/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/best-practice']],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      'lit/no-legacy-imports': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-value-attribute': 'error',
      'lit/value-after-constraints': 'error',
      // Every element extends LitElement, which makes the shadow root and upgrades properties itself.
      'wc/guard-super-call': 'off',
    },
  },
  // React keeps its JSX types in a namespace, which is extended by no other way.
  { files: ['widget/frameworks/react-jsx.ts'], rules: { '@typescript-eslint/no-namespace': 'off' } },
  // A page with two copies of the tag works, but its developer should know.
  { files: ['widget/define.ts'], rules: { 'no-console': ['error', { allow: ['warn'] }] } },
  // Command lines, and the demo that prints what to open, talk to a terminal.
  {
    files: [
      'server/cli/**',
      'server/main.ts',
      'demo/**',
      'test/run.ts',
      'test/attacks/run.ts',
      'test/fuzz/run.ts',
      'test/bench/**',
      'test/faults/run-chaos.ts',
      'test/support/runner/**',
      'test/**/fixtures/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-properties': [
        'error',
        ...['waitForSelector', 'waitForFunction'].map((property) => ({
          property,
          message: 'It misses what happens in a shadow tree or in the background: see test/support/wait-in-page.ts.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.object.name=/^(describe|it|suite|test|t)$/][callee.property.name=/^(only|skip|todo)$/]',
          message: 'Every test runs, every time.',
        },
        {
          selector:
            'CallExpression[callee.name=/^(describe|it|suite|test)$/] > ObjectExpression > Property[key.name=/^(only|skip|todo)$/]',
          message: 'Every test runs, every time.',
        },
      ],
    },
  },
);
