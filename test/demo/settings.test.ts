import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDemoSettings } from '../../demo/settings.ts';

describe('readDemoSettings', () => {
  it('has a default for everything', () => {
    const { ports, urls, dataDir } = readDemoSettings({});
    assert.equal(ports.host, 5173);
    assert.equal(urls.server, 'http://localhost:8787');
    assert.match(dataDir, /\/\.data$/);
  });

  it('derives addresses from the ports it is given', () => {
    assert.equal(readDemoSettings({ ACME_PORT: '4999' }).urls.acme, 'http://localhost:4999');
  });

  it('names the variable that is not a port', () => {
    for (const value of ['abc', '0', '70000', '1.5']) {
      assert.throws(() => readDemoSettings({ SLACK_PORT: value }), /^Error: SLACK_PORT is ".+", which is not a port/);
    }
  });

  it('names both variables that share a port', () => {
    assert.throws(() => readDemoSettings({ HOST_PORT: '8787' }), /HOST_PORT and PORT are both 8787/);
  });
});
