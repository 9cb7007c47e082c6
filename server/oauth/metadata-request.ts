import { allowInsecureRequests, customFetch, OperationProcessingError } from 'oauth4webapi';
import type { EgressFetch } from '../egress/index.ts';
import { classifyFailure } from './classify-failure.ts';

/** What reading one metadata document came to. `absent`: there is none here; whatever else is there is no business of ours. */
export type MetadataOutcome<T> =
  { readonly kind: 'found'; readonly metadata: T } | { readonly kind: 'absent' } | { readonly kind: 'foreign' };

/** How a metadata document is asked for: once, over the egress, redirects handed back and so taken for "not here". */
export interface MetadataRequest {
  readonly fetch: EgressFetch;
  readonly signal: AbortSignal;
}

/** The protocol library's options for a {@link MetadataRequest}. Whether plain http is allowed is the egress policy's decision, by address. */
export function libraryOptions({ fetch, signal }: MetadataRequest) {
  return {
    [customFetch]: (url: string, init: { method: string; headers: Record<string, string>; body?: string | undefined }) =>
      fetch(url, { method: init.method, headers: init.headers, body: init.body, signal }),
    [allowInsecureRequests]: true,
    signal,
  };
}

/**
 * Sends and judges one metadata request. A document that names another issuer or resource than asked for is `foreign`: it must not be used.
 * @see RFC 8414 section 3.3; RFC 9728 section 3.3
 * @throws ProviderError `provider_unreachable`, `egress_refused`, `provider_protocol_error` (too large, no HTTP).
 */
export async function readMetadata<T>(
  send: () => Promise<Response>,
  judge: (response: Response) => Promise<T>,
): Promise<MetadataOutcome<T>> {
  const response = await send().catch((error: unknown) => {
    throw classifyFailure(error, 'discovery');
  });
  try {
    return { kind: 'found', metadata: await judge(response) };
  } catch (error) {
    if (error instanceof OperationProcessingError) {
      return { kind: error.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' ? 'foreign' : 'absent' };
    }
    // No JSON, or an issuer that is no URL.
    if (error instanceof SyntaxError || error instanceof TypeError) return { kind: 'absent' };
    throw error;
  }
}
