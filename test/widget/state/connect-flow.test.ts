import { assert, expect } from '@open-wc/testing';
import type { Advice, DeviceFlow, FlowState, FlowStatus } from '#contract';
import type { ConnectFlow, ConnectFlowEvent } from '../../../widget/state/connect-flow.ts';
import { nextConnectFlow } from '../../../widget/state/connect-flow.ts';
import { aConnection } from '../../support/widget-server.ts';

const connection = aConnection({ connected: true, status: 'configured' });
const device: DeviceFlow = {
  id: 'flw_1',
  expiresInSeconds: 900,
  userCode: 'WDJB-MJHT',
  verificationUri: 'https://acme.example/device',
};
const states: readonly ConnectFlow[] = [
  { name: 'idle' },
  { name: 'opening', mode: 'popup' },
  { name: 'authorizing' },
  { name: 'entering', device },
  { name: 'confirming' },
  { name: 'connected', connection },
  { name: 'blocked', by: 'window' },
  { name: 'denied', code: 'access_denied' },
  { name: 'expired', code: 'flow_expired' },
  { name: 'failed', code: 'provider_error' },
];
const status = (state: FlowState, code?: string): ConnectFlowEvent => ({
  type: 'status',
  status: { id: 'flw_1', state, ...(code ? { code } : {}), ...(state === 'succeeded' ? { connection } : {}) },
});

// Event by event: the state each of the ten states above leads to. A dot is "stays the very same object".
const table: readonly (readonly [string, ConnectFlowEvent, string])[] = [
  ['start', { type: 'start', mode: 'popup' }, 'opening . . . . opening opening opening opening opening'],
  ['resume', { type: 'resume', name: 'confirming' }, 'confirming . . . . confirming confirming confirming confirming confirming'],
  ['handshake', { type: 'handshake' }, '. authorizing . . . . authorizing . . .'],
  ['code', { type: 'code', device }, '. entering . . . . . . . .'],
  ['blocked', { type: 'blocked', by: 'window' }, '. blocked . . . . . . . .'],
  ['cancel', { type: 'cancel' }, '. idle idle idle idle . idle . . .'],
  ['timeout', { type: 'timeout' }, '. expired expired expired expired . . . . .'],
  ['refused', { type: 'refused', code: 'missing_fields' }, '. failed failed failed failed . failed . . .'],
  ['answered', { type: 'answered', connection }, '. connected connected connected connected . . . . .'],
  ['status created', status('created'), '. . . . . . . . . .'],
  ['status authorizing', status('authorizing'), '. authorizing . . authorizing . authorizing . . .'],
  ['status parked', status('parked'), '. confirming confirming confirming . . confirming . . .'],
  ['status exchanging', status('exchanging'), '. confirming confirming confirming . . confirming . . .'],
  ['status succeeded', status('succeeded'), '. connected connected connected connected . connected . . .'],
  ['status cancelled', status('cancelled'), '. idle idle idle idle . idle . . .'],
  ['status expired', status('expired'), '. expired expired expired expired . expired . . .'],
  ['status failed', status('failed', 'exchange_rejected'), '. failed failed failed failed . failed . . .'],
  ['status failed by refusal', status('failed', 'access_denied'), '. denied denied denied denied . denied . . .'],
];

describe('nextConnectFlow', () => {
  for (const [name, event, row] of table) {
    const expected = row.split(' ');
    it(`knows where "${name}" leads from every state`, () => {
      expect(expected).to.have.length(states.length);
      const reached = states.map((state) => {
        const next = nextConnectFlow(state, event);
        return next === state ? '.' : next.name;
      });
      assert.deepEqual(reached, expected);
    });
  }

  it('never becomes connected without a connection from the server', () => {
    const next = nextConnectFlow({ name: 'authorizing' }, { type: 'status', status: { id: 'flw_1', state: 'succeeded' } });
    assert.deepEqual(next, { name: 'failed', code: 'internal_error' });
  });

  it('keeps what to check about a sign-in that was given up at the third party', () => {
    const advice: Advice[] = [{ check: 'provider_page', by: 'customer', message: 'See its page.' }];
    const cancelled: FlowStatus = { id: 'flw_1', state: 'cancelled', code: 'flow_cancelled', advice };
    const next = nextConnectFlow({ name: 'authorizing' }, { type: 'status', status: cancelled });
    assert.deepEqual(next, { name: 'idle', facts: { advice } });
  });

  it('keeps what to check about a refusal, and nothing else of its answer', () => {
    const advice: Advice[] = [{ check: 'server_address', by: 'customer', message: 'Check it.' }];
    const facts = { advice, requestId: 'req_1' };
    const next = nextConnectFlow({ name: 'opening', mode: 'popup' }, { type: 'refused', code: 'discovery_failed', facts });
    assert.deepEqual(next, { name: 'failed', code: 'discovery_failed', facts: { advice } });
  });

  it('keeps the code and the sentence of a refusal', () => {
    const next = nextConnectFlow(
      { name: 'opening', mode: 'direct' },
      { type: 'refused', code: 'invalid_client', detail: 'Check both.' },
    );
    assert.deepEqual(next, { name: 'failed', code: 'invalid_client', detail: 'Check both.' });
  });
});
