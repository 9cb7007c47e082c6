import type { ResolvedOAuth } from '../definitions/model.ts';

/** The client's scopes as one parameter of a token request. A `+` between scopes is a way to write a space, which the body does itself. */
export function joinScopes({ scopes, provider }: ResolvedOAuth): string {
  return scopes.join(provider.authorize.scopeSeparator === ',' ? ',' : ' ');
}
