import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks, errorCodes, statusReasons, type ErrorCode } from '../../server/contract/index.ts';
import { adviceSentence } from '../../server/services/advice-sentences.ts';
import { hasAdvice } from '../../server/services/advise.ts';
import { ar } from '../../widget/translations/ar.ts';
import { de } from '../../widget/translations/de.ts';
import { en } from '../../widget/translations/en.ts';
import { enOnDemand } from '../../widget/translations/en-on-demand.ts';

const english: Readonly<Record<string, string>> = { ...en, ...enOnDemand };
const codes = Object.keys(errorCodes) as ErrorCode[];

/** Met by a vendor's backend, on the hosted page or by a hand-made request, never by the tag. */
const ofBackends = new Set<ErrorCode>([
  'invalid_request',
  'instance_disabled',
  'unauthorized',
  'link_expired',
  'link_used',
  'method_not_allowed',
  'unsupported_media_type',
  'not_configured',
  'token_unavailable',
  'flow_completed',
]);
/** About the page's own code, for whoever is writing it. */
const ofDevelopers = new Set<ErrorCode>(['session_missing', 'origin_not_allowed', 'unknown_integration', 'unknown_config_var']);
/** Their sentence is all there is to say: it names what happened and what to do. */
const sayAll = new Set<ErrorCode>([
  'wrong_account',
  'internal_error',
  'database_unavailable',
  'key_unavailable',
  'session_revoked',
  'subject_mismatch',
  'definition_changed',
  'missing_fields',
  'not_connectable',
  'flow_completed',
  'outcome_unknown',
]);

describe('words for every code', () => {
  it('are a sentence that says what happened', () => {
    for (const code of codes) assert.match(errorCodes[code].message, /^[A-Z].{20,}\.$/, code);
  });

  it('are known to the tag in English, and in each language where a customer can meet them', () => {
    for (const code of codes.filter((each) => !ofBackends.has(each))) {
      assert.ok(english[`error.${code}`], code);
      if (ofDevelopers.has(code)) continue;
      for (const words of [de, ar]) assert.ok(words[`error.${code}`], `${code} in ${words.connect}`);
    }
  });

  it('come with what to check, unless the sentence says it all', () => {
    const ofConnections = codes.slice(codes.indexOf('token_unavailable'));
    const without = ofConnections.filter((code) => !hasAdvice(code) && !sayAll.has(code));
    assert.deepEqual(without, []);
    for (const reason of statusReasons) assert.ok(hasAdvice(reason) || sayAll.has(reason), reason);
  });

  it('say every check in every language', () => {
    for (const check of checks) {
      assert.match(adviceSentence({ check, by: 'customer' }, 'Slack'), /\.$|exactly/, check);
      for (const words of [english, de, ar])
        assert.ok(words[`check.${check}`] ?? words[`check.${check}.of`], `${check} in ${words['connect']}`);
    }
  });
});
