import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DefinitionError, loadConfig } from '../../server/definitions/index.ts';
import { aConfig, anOAuthConnection } from './a-config.ts';

describe('loadConfig', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'definitions-'));
  });
  after(() => rm(folder, { recursive: true }));

  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const json = JSON.stringify(aConfig(anOAuthConnection()));

  const readable: readonly (readonly [name: string, text: string])[] = [
    ['a.json', json],
    ['a.mjs', `export default ${json};`],
    ['a.js', `export default ${json};`],
    ['a.ts', `interface Written { components: unknown[] }\nconst config: Written = ${json};\nexport default config;`],
    ['a.cjs', `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${json};`],
  ];
  for (const [name, text] of readable) {
    it(`reads ${name}`, async () => {
      const model = await loadConfig(await write(name, text));
      assert.ok(model.integrations.get('sync')?.configVars.has('acme'));
    });
  }

  const unreadable: readonly (readonly [name: string, text: string, code: string])[] = [
    ['syntax.mjs', 'export default {', 'config_syntax'],
    ['syntax.ts', 'enum Kind { A }\nexport default {};', 'config_syntax'],
    ['syntax.json', '{ "clientSecret": hunter2 }', 'config_syntax'],
    ['throws.mjs', 'throw new Error("Set SLACK_URL; connections.config.ts needs it.\\nmore");', 'config_failed'],
    ['import.mjs', 'import "./not-there.mjs"; export default {};', 'config_failed'],
    ['no-default.mjs', 'export const config = {};', 'config_export'],
    ['function.mjs', 'export default () => ({});', 'config_export'],
  ];
  for (const [name, text, code] of unreadable) {
    it(`says in one line what is wrong with ${name}`, async () => {
      const path = await write(name, text);
      await assert.rejects(loadConfig(path), (error) => {
        assert.ok(error instanceof DefinitionError);
        assert.equal(error.code, code);
        assert.ok(error.message.includes(path));
        assert.doesNotMatch(error.message, /\n|hunter2/);
        return true;
      });
    });
  }

  it('says in one line that there is no such file', async () => {
    await assert.rejects(loadConfig(join(folder, 'missing.ts')), { code: 'config_not_found' });
  });
});
