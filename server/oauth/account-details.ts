import type { ResolvedOAuth } from '../definitions/model.ts';
import { EgressError, type EgressFetch } from '../egress/index.ts';
import { isDeeperThan, memberAt } from './answer-member.ts';
import { keepValues, type KeptValues } from './kept-value.ts';

const maxDepth = 32;

/**
 * Asks the provider, with a fresh access token, for what it told neither the browser nor the token endpoint: a tenant, a data centre, a
 * name. The facts say where and what.
 * @returns undefined when the provider did not say; the sign-in is good all the same.
 */
export async function readAccountDetails(
  client: ResolvedOAuth,
  accessToken: string,
  fetch: EgressFetch,
): Promise<KeptValues | undefined> {
  const { afterConnect } = client.provider;
  if (afterConnect === undefined || client.afterConnectUrl === undefined) return { values: {}, dropped: [] };
  const answer = await ask(client.afterConnectUrl, `${afterConnect.scheme} ${accessToken}`, fetch);
  if (answer === undefined) return undefined;
  const found = Object.entries(afterConnect.keep).map(([name, path]): [string, string | undefined] => [
    name,
    asText(memberAt(answer, path.split('.'))),
  ]);
  return keepValues(found, client);
}

/** JSON that holds something; anything else, errors included, is no answer. */
async function ask(url: string, authorization: string, fetch: EgressFetch): Promise<unknown> {
  try {
    const response = await fetch(url, { method: 'GET', headers: { accept: 'application/json', authorization } });
    const answer: unknown = response.status === 200 ? JSON.parse(await response.text()) : undefined;
    return isDeeperThan(answer, maxDepth) ? undefined : answer;
  } catch (error) {
    if (error instanceof EgressError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Text, numbers and lists of both; anything else is not what the facts meant. */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.map(asText).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(',');
}
