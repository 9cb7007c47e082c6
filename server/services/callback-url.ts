import { paths } from '../contract/index.ts';
import { fieldsFor, type ConnectionConfigVar } from '../definitions/index.ts';
import type { Dependencies } from './dependencies.ts';

/** The redirect URI of a definition, by its callback key: from configuration alone, never from a request's host. */
export function callbackUrl(deps: Pick<Dependencies, 'publicUrl'>, callbackKey: string): string {
  return deps.publicUrl + paths.oauthCallback(callbackKey);
}

/** Whether customers bring the OAuth client themselves, so that it is theirs to register and to mend. */
export function hasCustomersClient(configVar: ConnectionConfigVar): boolean {
  return fieldsFor(configVar, 'customer').some(({ input }) => input.key === 'clientId');
}
