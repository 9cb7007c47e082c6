import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { keepValues } from '../../server/oauth/kept-value.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';

const client = anOAuthClient({
  tokenUrl: 'https://login.acme.example/token',
  facts: { addresses: { instance_url: ['.acme.example', '.acme-force.example'], api_host: ['.acme.example'] } },
});
const isKept = (name: string, value: unknown) => name in keepValues([[name, value]], client).values;

describe('D21 an address that a provider gave', () => {
  for (const value of [
    'https://na1.acme.example',
    'https://na1.my.acme-force.example/services',
    'https://acme.example',
    'https://login.acme.example/any',
    'na1.acme.example',
  ]) {
    it(`is kept: ${value}`, () => assert.ok(isKept('instance_url', value)));
  }

  const hostile = [
    'http://na1.acme.example',
    'https://evil.example',
    'https://evilacme.example',
    'https://acme.example.evil.example',
    'https://acme.example@evil.example',
    'https://evil.example#.acme.example',
    'https://evil.example\\.acme.example',
    'https://na1.acme.example:8443',
    'https://127.0.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/.acme.example',
    'https://2130706433',
    'https://0x7f.1',
    'https://localhost',
    'https://na1.acme\u3002example',
    'https://na1.acme.example\r\nx: 1',
    ' https://na1.acme.example',
    'ftp://na1.acme.example',
    'javascript:alert(1)//.acme.example',
    '//evil.example',
    'evil.example',
    'evil.example/.acme.example',
    '',
    7,
    ['https://na1.acme.example'],
    { href: 'https://na1.acme.example' },
  ];
  for (const value of hostile) {
    it(`is dropped: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(keepValues([['instance_url', value]], client), { values: {}, dropped: ['instance_url'] });
    });
  }

  for (const value of [
    'http://api.example',
    'https://10.0.0.1/',
    'https://[fd00::1]',
    'https://169.254.169.254',
    'https://metadata.google.internal',
    'https://printer.local',
    'https://intranet',
    'https://user:pass@api.example',
    'https:\\\\api.example',
    'file:///etc/passwd',
  ]) {
    it(`is dropped where nothing is known of its host: ${value}`, () => assert.equal(isKept('undeclared', value), false));
  }

  it('is kept where nothing is known of its host, when it can be public', () => {
    assert.ok(isKept('undeclared', 'https://api.other.example/v1'));
  });

  it('is told from a value that is none', () => {
    for (const value of ['Acme Inc', 'a@b.example', 'stores/abc', 'acme.example', 17, true, { id: 'x' }, ['a']]) {
      assert.ok(isKept('team', value), String(value));
    }
  });

  it('is, if it is kept, one that every client takes to its own host', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'acme.example',
      '.',
      '@',
      '#',
      '/',
      '\\',
      ':',
      'evil.example',
      '127.0.0.1',
      '?',
      ' ',
      '%2e',
    );
    const value = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(value, (text) => {
        if (!isKept('api_host', text)) return;
        const url = new URL(text.startsWith('https://') ? text : `https://${text}`);
        assert.match(url.hostname, /(^|\.)acme\.example$/);
        assert.deepEqual([url.protocol, url.username, url.port], ['https:', '', '']);
      }),
      { numRuns: 10_000 },
    );
  });
});
