import { effectiveValues, requestedScopes, type ConnectionDefinition } from '../definitions/index.ts';
import { clientMetadata, type ClientDescription, type ClientMetadata } from '../oauth/index.ts';
import { clientDocumentUrl } from './become-client.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { callbackUrl } from './callback-url.ts';

/** What this app says of itself to a server that has not met it: one client for each definition. */
export function describeClient(
  deps: Pick<Dependencies, 'publicUrl'>,
  { callbackKey, provider }: ConnectionDefinition,
  { scopes, usesDpop }: Pick<ClientDescription, 'scopes' | 'usesDpop'>,
): ClientDescription {
  return {
    name: provider?.discovery?.clientName ?? new URL(deps.publicUrl).host,
    homepage: deps.publicUrl,
    redirectUri: callbackUrl(deps, callbackKey),
    scopes,
    usesDpop,
  };
}

/**
 * The client metadata document of a definition. It is the same for all customers, so its scopes are those of the vendor's own
 * configuration, over all config variables of the definition.
 * @see draft-ietf-oauth-client-id-metadata-document-00 section 4
 * @throws DomainError `not_found` when no definition of this key takes servers by their URL.
 */
export function clientDocument(
  deps: Pick<Dependencies, 'publicUrl' | 'model'>,
  callbackKey: string,
): ClientMetadata & { readonly client_id: string } {
  const configVars = [...deps.model.integrations.values()]
    .flatMap((integration) => [...integration.configVars.values()])
    .filter(({ definition }) => definition.callbackKey === callbackKey);
  const definition = configVars[0]?.definition;
  if (!definition?.provider?.discovery?.clients.includes('metadata_document')) throw new DomainError('not_found');
  const scopes = configVars.flatMap((configVar) => requestedScopes(configVar, effectiveValues(configVar, new Map())));
  const description = describeClient(deps, definition, { scopes: [...new Set(scopes)], usesDpop: definition.provider.dpop });
  return {
    client_id: clientDocumentUrl(deps, callbackKey),
    ...clientMetadata(description, { tokenAuthMethod: 'none', refreshes: true }),
  };
}
