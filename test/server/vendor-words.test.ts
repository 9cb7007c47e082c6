import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type Connection, type LogPage } from '../../server/contract/index.ts';
import { Window } from '../support/callers.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('the vendor’s own words', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld();
  });
  after(() => world.stop());

  async function pageIn(language: string) {
    const page = await world.vendor.openPage({ customer: { id: `words-${language.slice(0, 5)}` } });
    page.language = language;
    return page;
  }

  it('come in the language of the tag, with the form, and again with what saving it answers', async () => {
    const page = await pageIn('de-AT');
    const { id, label, description, component, fields } = await page.connection('warehouse');
    assert.deepEqual([label, description, component.label], ['Lager', 'Schlüssel.', 'Lager']);
    const field = (key: string, of = fields) => of.find((candidate) => candidate.key === key);
    assert.equal(field('host')?.label, 'Host', 'what has no other words keeps those of the definition');
    assert.equal(field('accessKey')?.label, 'Zugangsschlüssel');
    assert.equal(field('accessKey')?.help, 'Beginnt mit `AK`.');
    assert.equal(field('accessKey')?.placeholder, 'AK…');
    assert.deepEqual(field('region')?.model, [
      { label: 'Europa', value: 'eu' },
      { label: 'Amerika', value: 'us' },
    ]);
    const values = { host: 'db.example', accessKey: 'a key of many characters', region: 'us' };
    const patch = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { op: 'replace', value }]));
    const { status, body } = await page.send<Connection>('PATCH', paths.fields(id), { fields: patch });
    assert.equal(status, 200);
    assert.equal(body.label, 'Lager');
    assert.equal(field('region', body.fields)?.label, 'Region des Lagers');
    assert.equal(field('region', body.fields)?.value, 'us');
  });

  it('are those of the definition in any other language', async () => {
    for (const language of ['fr', '*', 'x'.repeat(3000)]) {
      const { label, fields } = await (await pageIn(language)).connection('warehouse');
      assert.equal(label, 'Warehouse');
      assert.equal(fields.find(({ key }) => key === 'region')?.label, 'Region');
    }
  });

  it('are on the page a sign-in ends on, and in what the tag hears of it; the vendor’s own log stays as it was written', async () => {
    const page = await pageIn('pt-BR');
    const window = new Window(world.server);
    const flow = await page.beginFlow('erp', 'pt-BR');
    const landing = await window.open(await window.signIn(flow));
    const { body } = await window.open(world.server.url + (landing.headers.get('location') ?? ''));
    assert.match(body, /Financeiro/);
    const { connection } = await page.flow(flow.id);
    assert.equal(connection?.label, 'Financeiro');
    const log = await world.vendor.send<LogPage>('GET', paths.vendorLogs(connection?.id ?? ''));
    assert.equal(JSON.stringify(log.body).includes('Financeiro'), false);
  });
});
