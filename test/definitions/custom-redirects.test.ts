import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConfig, aConfigVar, anOAuthConnection, faultsOf } from './a-config.ts';

const withRedirect = (member: string, uri: string) =>
  aConfig(anOAuthConnection(), { acme: { component: 'acme', oauth2Config: { [member]: uri } } });

describe('custom redirects', () => {
  for (const uri of [
    'https://app.vendor.example',
    'https://app.vendor.example/',
    'https://app.vendor.example/done?source=connections',
    'https://app.vendor.example:8443/a/b%20c',
    'https://xn--bcher-kva.example/done',
    'http://localhost:5173/done',
    'http://app.localhost/done',
    'http://127.0.0.1:3000/',
  ]) {
    it(`takes ${uri} as it is written`, () => {
      const { successRedirect, failureRedirect } = aConfigVar(
        anOAuthConnection(),
        {},
        {
          oauth2Config: { oAuthSuccessRedirectUri: uri, oAuthFailureRedirectUri: uri },
        },
      );
      assert.deepEqual([successRedirect, failureRedirect], [uri, uri]);
    });
  }

  const bypasses = [
    'http://app.vendor.example/done',
    'HTTPS://app.vendor.example/done',
    'https://APP.vendor.example/done',
    'https://app.vendor.example:443/done',
    '//app.vendor.example/done',
    '/done',
    'done',
    'https:app.vendor.example/done',
    'https:/app.vendor.example/done',
    'https:///app.vendor.example/done',
    'https:\\\\app.vendor.example\\done',
    'https://app.vendor.example\\@evil.example/',
    'https://app.vendor.example@evil.example/',
    'https://user:pass@app.vendor.example/',
    'https://@app.vendor.example/',
    'https://:@app.vendor.example/',
    'https://app.vendor.example/done#',
    'https://app.vendor.example/done#token',
    'https://evil.example#.vendor.example/',
    'https://evil.example/\\app.vendor.example',
    ' https://app.vendor.example/done',
    'https://app.vendor.example/done ',
    'https://app.vendor.example/a b',
    'https://app.vendor.example/\tdone',
    'https://app.vendor.example/done\r\nLocation: https://evil.example',
    'https://app.vendor.example/done%0d%0aset-cookie:x=y',
    'https://app.vendor.example/done%00',
    'https://app.vendor.example/%5c%5cevil.example',
    'https://app.vendor.example/a/../done',
    'https://app.vendor.example/%2e%2e/done',
    'https://app.vendor.example/./done',
    'https://app%2evendor.example/done',
    'https://app.vendor.example%2fevil.example/',
    'https://app\u3002vendor.example/done',
    'https://\u0430pp.vendor.example/done',
    'https://app.vendor.example\uff0fevil.example/',
    'https://*.vendor.example/done',
    'https://{{#host}}/done',
    'https://app.vendor.example./done',
    'https://app..vendor.example/done',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://127.1/',
    'http://localhost.evil.example/done',
    'http://[::ffff:7f00:1]/done',
    'javascript:alert(1)//https://app.vendor.example',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://app.vendor.example/1',
    'file:///etc/passwd',
    'myapp://done',
    'https://',
    'https:// /',
  ];
  for (const uri of bypasses) {
    it(`C05: refuses ${JSON.stringify(uri)} when the configuration is read`, () => {
      for (const member of ['oAuthSuccessRedirectUri', 'oAuthFailureRedirectUri']) {
        assert.deepEqual(
          faultsOf(withRedirect(member, uri)).map(({ path, code }) => ({ path, code })),
          [{ path: `integrations[0].configVars.acme.oauth2Config.${member}`, code: 'invalid_redirect' }],
        );
      }
    });
  }
});
