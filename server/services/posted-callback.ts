import { readState } from '../oauth/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';

/** The one parameter of a callback's address after its form was taken in. */
export const postedParameter = 'posted';

/**
 * Takes in a callback that the provider's page posted (`response_mode=form_post`). The post comes from another site, so the browser sent
 * no cookie with it and nothing is known of who sent it: the form is sealed away with the open flow that its state finds, and the browser
 * is sent on with a handle. Only the GET that follows, with the handle and the cookie, finishes the sign-in; whoever posts without being
 * that browser gains nothing and spends nothing.
 * @returns the handle, good for one callback; undefined when there is no such open flow.
 * @see OAuth 2.0 Form Post Response Mode
 */
export async function holdPostedCallback(
  deps: Dependencies,
  definitionKey: string,
  posted: URLSearchParams,
): Promise<string | undefined> {
  const state = readState(posted);
  if (state === undefined) return undefined;
  const handle = generateToken('fph');
  const held = await deps.storage.flows.holdPosted(hashToken(state), definitionKey, {
    postedHash: hashToken(handle),
    postedQuery: posted.toString(),
  });
  return held ? handle : undefined;
}

/** The handle of a callback whose form was taken in before; undefined when it is an ordinary one. */
export function readPostedHandle(query: URLSearchParams): string | undefined {
  const [handle] = query.getAll(postedParameter);
  return query.size === 1 && handle !== undefined && /^fph_[\w-]{43}$/.test(handle) ? handle : undefined;
}
