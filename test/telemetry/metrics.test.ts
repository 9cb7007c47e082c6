import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics } from '../../server/telemetry/index.ts';

describe('createMetrics', () => {
  it('counts in the Prometheus text format', async () => {
    const metrics = createMetrics();
    metrics.flowFinished('slack', 'connected');
    metrics.flowFinished('slack', 'connected');
    metrics.refreshFinished('slack', 'reauth_required');
    metrics.revocationFinished('slack', 'revoked');
    metrics.credentialsHandedOver('slack', 'stored');
    metrics.requestFinished('GET', '/v1/connections/:id', 200, 0.01);
    const text = await metrics.render();
    assert.match(metrics.contentType, /^text\/plain/);
    for (const line of [
      'connection_config_flows_total{definition="slack",outcome="connected"} 2',
      'connection_config_refreshes_total{definition="slack",outcome="reauth_required"} 1',
      'connection_config_revocations_total{definition="slack",outcome="revoked"} 1',
      'connection_config_credentials_total{definition="slack",source="stored"} 1',
      'connection_config_http_request_duration_seconds_count{method="GET",route="/v1/connections/:id",status="200"} 1',
    ]) {
      assert.ok(text.split('\n').includes(line), line);
    }
  });

  it('keeps two servers in one process apart', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.flowFinished('slack', 'connected');
    assert.doesNotMatch(await two.render(), /slack/);
  });
});
