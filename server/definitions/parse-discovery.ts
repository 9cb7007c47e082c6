import type { Provider } from '../catalog/provider.ts';
import { joinPath, type FaultList } from './definition-error.ts';
import type { Grant, Input } from './model.ts';
import { providerUrl, urlInputs } from './oauth-inputs.ts';
import { serverUrlInput } from './resolve-discovered.ts';

/** Whether a definition's provider, as written, is a server that is found out about. */
export function isDiscoveredProvider(provider: unknown): boolean {
  return typeof provider === 'object' && provider !== null && 'discovery' in provider && Boolean(provider.discovery);
}

function asksForAccount(provider: unknown): boolean {
  return isDiscoveredProvider(provider) && (provider as { discovery: { start?: unknown } }).discovery.start === 'atproto_account';
}

/** The address is what the customer gives; a definition need not write its input down. Who we are there is found out. */
export function withServerUrl(inputs: readonly Input[], provider: unknown): readonly Input[] {
  if (inputs.some(({ key }) => key === serverUrlInput)) return inputs;
  const isAccount = asksForAccount(provider);
  const serverUrl: Input = {
    key: serverUrlInput,
    type: 'string',
    label: isAccount ? 'Handle or server URL' : 'Server URL',
    placeholder: isAccount ? 'alice.example.com' : 'https://server.example.com',
    required: true,
    shown: true,
    secret: false,
  };
  return [serverUrl, ...inputs];
}

/** Refuses what cannot go together with finding out. */
export function checkDiscovery(
  provider: Provider | undefined,
  grant: Grant,
  inputs: readonly Input[],
  path: string,
  faults: FaultList,
): void {
  if (grant !== 'authorization_code') {
    faults.add(
      joinPath(path, 'oauth2Type'),
      'unsupported',
      'A server found by its URL is connected by "authorization_code" only.',
    );
  }
  for (const role of urlInputs) {
    if (inputs.some(({ key }) => key === role) || providerUrl(provider, role) !== undefined) {
      faults.add(path, 'unsupported', `"${role}" is what discovery finds out. Leave one of the two away.`);
    }
  }
  const isStatic = provider?.discovery?.clients.every((way) => way === 'static') ?? false;
  if (isStatic && !inputs.some(({ key }) => key === 'clientId')) {
    faults.add(joinPath(path, 'inputs'), 'missing', 'Only a static client is allowed, so an input "clientId" is needed.');
  }
}
