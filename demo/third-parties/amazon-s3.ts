import { createEmulator } from 'emulate';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSettings } from '../settings.ts';
import { signAwsRequest } from '../sign-aws-request.ts';
import { listen, type Running } from './listen.ts';

/**
 * Amazon S3 as npm `emulate` plays it, behind a check of the signature: the emulator alone accepts every key, so a newcomer would not
 * see what wrong keys look like. Settles when it listens.
 */
export async function startAmazonS3({ ports, urls }: DemoSettings): Promise<Running> {
  const emulator = await createEmulator({
    service: 'aws',
    port: 0,
    seed: { aws: { s3: { buckets: [{ name: 'brightwater-backups' }, { name: 'brightwater-exports' }] } } },
  });
  const gate = await listen(ports.aws, async (request, response) => {
    if (!isSigned(request.headers, `${urls.aws}${request.url ?? '/'}`)) {
      const body = '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>Check your keys.</Message></Error>';
      response.writeHead(403, { 'content-type': 'application/xml' }).end(body);
      return;
    }
    const answer = await fetch(`${emulator.url}${request.url ?? '/'}`);
    response.writeHead(answer.status, { 'content-type': 'application/xml' }).end(await answer.text());
  });
  return {
    async close() {
      await Promise.all([gate.close(), emulator.close()]);
    },
  };
}

/** Signs the same request with the keys that are right, and compares. */
function isSigned(headers: NodeJS.Dict<string | string[]>, url: string): boolean {
  const region = /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(String(headers['authorization']))?.[1] ?? '';
  const date = String(headers['x-amz-date']);
  const { accessKeyId, secretAccessKey } = demoAccounts.aws;
  const expected = signAwsRequest({ method: 'GET', url, region, service: 's3', accessKeyId, secretAccessKey, date });
  return headers['authorization'] === expected['authorization'];
}
