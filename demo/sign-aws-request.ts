import { createHash, createHmac } from 'node:crypto';

export interface AwsRequest {
  readonly method: 'GET';
  readonly url: string;
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** When it is signed: `YYYYMMDD'T'HHMMSS'Z'`. */
  readonly date: string;
}

/**
 * The headers that sign a request without a body, query values in need of sorting, or further headers.
 * @see AWS Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (read 2026-11-23)
 */
export function signAwsRequest({
  method,
  url,
  region,
  service,
  accessKeyId,
  secretAccessKey,
  date,
}: AwsRequest): Record<string, string> {
  const { host, pathname } = new URL(url);
  const bodyHash = sha256('');
  const signedHeaders = 'host;x-amz-content-sha256;x-amz-date';
  const canonicalRequest = [
    method,
    pathname,
    '',
    `host:${host}`,
    `x-amz-content-sha256:${bodyHash}`,
    `x-amz-date:${date}`,
    '',
    signedHeaders,
    bodyHash,
  ].join('\n');
  const scope = [date.slice(0, 8), region, service, 'aws4_request'];
  const stringToSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonicalRequest)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, stringToSign).toString('hex');
  return {
    'x-amz-date': date,
    'x-amz-content-sha256': bodyHash,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

/** A moment as AWS writes it, for example `20261123T190000Z`. */
export function awsDate(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
