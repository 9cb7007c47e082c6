import { reservedParameters, type Provider } from '../catalog/provider.ts';
import { joinPath, type FaultList } from './definition-error.ts';
import type { ConnectionDefinition, Grant, Input, TestRequest } from './model.ts';
import { grantFacts, isUrlInput, providerUrl, urlInputNames } from './oauth-inputs.ts';
import { checkDiscovery, isDiscoveredProvider, withServerUrl } from './parse-discovery.ts';
import { withClientInputs } from './oauth-roles.ts';
import { parseInputs } from './parse-input.ts';
import { parseProvider } from './parse-provider.ts';
import { parseSafeUrl } from './safe-url.ts';
import { parseTranslations } from './translations.ts';
import { expandSlots, hasMalformedSlot, parseUrlTemplate, slotKeys } from './template.ts';
import type { WrittenConnectionShape } from './written-schema.ts';
import { usableDefault } from './written-value.ts';

/** Where a definition stands. */
export interface ConnectionContext {
  readonly componentKey: string;
  readonly componentIcon: string | undefined;
}

/** Reads one connection definition, of whatever generation. */
export function parseConnection(
  written: WrittenConnectionShape,
  { componentKey, componentIcon }: ConnectionContext,
  path: string,
  faults: FaultList,
): ConnectionDefinition {
  const { key, display, test } = written;
  const label = display?.label ?? written.label ?? key;
  const icon = [
    written.icon,
    display?.icons?.avatarPath,
    written.avatarIconPath,
    display?.iconPath,
    written.iconPath,
    componentIcon,
  ].find(isIcon);
  const inputs = parseInputs(written.inputs, joinPath(path, 'inputs'), faults);
  const base = {
    key,
    callbackKey: key,
    componentKey,
    label,
    description: display?.description ?? written.comments ?? '',
    ...(icon ? { icon } : {}),
  };
  const grant = written.oauth2Type ?? undefined;
  const parts =
    grant === undefined
      ? { connect: 'fields' as const, allowedTokenParams: [], requiredScopes: [], inputs }
      : parseOAuth(written, grant, inputs, { key, label }, path, faults);
  const testRequest = test ? parseTest(test, parts.inputs, joinPath(path, 'test'), faults) : undefined;
  const translations = parseTranslations(written.translations, parts.inputs, joinPath(path, 'translations'), faults);
  return { ...base, ...parts, translations, ...(testRequest ? { test: testRequest } : {}) };
}

/** An icon that a page can show; paths into a component's own files are not. */
export function isIcon(icon: string | null | undefined): icon is string {
  return typeof icon === 'string' && /^(https:\/\/|data:image\/)/.test(icon);
}

type OAuthParts = Pick<
  ConnectionDefinition,
  'connect' | 'grant' | 'provider' | 'allowedTokenParams' | 'requiredScopes' | 'inputs'
>;

function parseOAuth(
  written: WrittenConnectionShape,
  grant: Grant,
  ownInputs: readonly Input[],
  names: { key: string; label: string },
  path: string,
  faults: FaultList,
): OAuthParts {
  const pkce = written.oauth2PkceMethod ?? undefined;
  const isDiscovered = isDiscoveredProvider(written.provider);
  const known = isDiscovered ? withServerUrl(ownInputs, written.provider) : withClientInputs(ownInputs, { grant });
  const context = { ...names, inputs: known, ...(pkce === undefined ? {} : { pkce }) };
  const provider = parseProvider(written.provider, context, joinPath(path, 'provider'), faults);
  const inputs = isDiscovered ? known : withClientInputs(ownInputs, { grant, provider });
  checkOAuthConfig(written.oauth2Config, grant, joinPath(path, 'oauth2Config'), faults);
  for (const input of inputs) checkUrlInput(input, joinPath(joinPath(path, 'inputs'), input.key), faults);

  const { connect } = grantFacts[grant];
  if (isDiscovered) checkDiscovery(provider, grant, inputs, path, faults);
  else checkEndpoints(provider, grant, inputs, path, faults);
  if (grant === 'oauth1' && provider?.revoke !== undefined) {
    faults.add(joinPath(path, 'provider'), 'unsupported', 'OAuth 1.0a has no revocation call. Remove "revoke" and "revokeUrl".');
  }
  return {
    connect,
    grant,
    ...(provider ? { provider } : {}),
    allowedTokenParams: written.oauth2Config?.allowedTokenParams ?? [],
    requiredScopes: written.oauth2Config?.requiredScopes ?? [],
    inputs,
  };
}

function checkEndpoints(
  provider: Provider | undefined,
  grant: Grant,
  inputs: readonly Input[],
  path: string,
  faults: FaultList,
): void {
  for (const role of provider ? grantFacts[grant].needs : []) {
    if (providerUrl(provider, role) !== undefined || inputs.some((input) => input.key === role)) continue;
    faults.add(path, 'missing', `No ${urlInputNames[role]} is known. Add an input "${role}" or a "provider" that has one.`);
  }
}

/** Checks the OAuth settings that a definition, or a config variable on its behalf, may carry. */
export function checkOAuthConfig(
  config: WrittenConnectionShape['oauth2Config'],
  grant: Grant,
  path: string,
  faults: FaultList,
): void {
  const override = config?.overrideGrantType;
  if (override && override !== grant) {
    faults.add(
      joinPath(path, 'overrideGrantType'),
      'unsupported',
      `Only the grant's own name, "${grant}", is supported here. Remove this member.`,
    );
  }
  const reserved = config?.allowedTokenParams?.find((name) => (reservedParameters as readonly string[]).includes(name));
  if (reserved !== undefined) {
    faults.add(
      joinPath(path, 'allowedTokenParams'),
      'unsupported',
      `The parameter "${reserved}" is set by the server and cannot be taken from a callback.`,
    );
  }
}

function checkUrlInput(input: Input, path: string, faults: FaultList): void {
  if (!isUrlInput(input.key)) return;
  const explanation = 'This must be an https address (http only on localhost), without user name or fragment.';
  const fixed = usableDefault(input.default);
  if (typeof fixed === 'string' && !parseSafeUrl(fixed)) faults.add(joinPath(path, 'default'), 'invalid_url', explanation);
  if (input.template !== undefined && !parseUrlTemplate(input.template)) {
    faults.add(joinPath(path, 'templateValue'), 'invalid_url', explanation);
  }
}

function parseTest(
  written: NonNullable<WrittenConnectionShape['test']>,
  inputs: readonly Input[],
  path: string,
  faults: FaultList,
): TestRequest {
  // A template is put in place of its slot, so that what is checked is the whole address with the slots people fill.
  const expand = (text: string) => expandSlots(text, (key) => inputs.find((input) => input.key === key)?.template);
  const request = {
    method: written.method,
    url: expand(written.url),
    headers: Object.fromEntries(Object.entries(written.headers).map(([name, value]) => [name, expand(value)])),
  };
  if (!parseUrlTemplate(request.url)) {
    faults.add(
      joinPath(path, 'url'),
      'invalid_url',
      'This must be an https address (http only on localhost), or begin with a slot.',
    );
  }
  const texts: [string, string][] = [
    [joinPath(path, 'url'), request.url],
    ...Object.entries(request.headers).map(([name, value]): [string, string] => [
      joinPath(joinPath(path, 'headers'), name),
      value,
    ]),
  ];
  for (const [at, text] of texts) {
    if (hasMalformedSlot(text))
      faults.add(at, 'invalid_template', 'There are braces here that are no slot. Write {{#inputKey}}.');
    const unknown = slotKeys(text).find((key) => !inputs.some((input) => input.key === key));
    if (unknown !== undefined) faults.add(at, 'invalid_template', `The slot {{#${unknown}}} names no input of this connection.`);
  }
  return { ...request, ...(written.failWhen ? { failWhen: written.failWhen } : {}) };
}
