import type { Provider } from '../catalog/provider.ts';
import { reservedOAuthInputs, type Grant, type Input } from './model.ts';

type ClientAuthentication = Provider['token']['clientAuth'];

/** What decides which inputs play an OAuth role besides {@link reservedOAuthInputs}. */
export interface RoleContext {
  readonly grant?: Grant | undefined;
  readonly provider?: Provider | undefined;
}

const rolesByGrant: Partial<Record<Grant, readonly string[]>> = {
  password: ['username', 'password'],
  jwt_bearer: ['privateKey', 'kid', 'issuer', 'subject', 'audience'],
};

const rolesByAuthentication: Partial<Record<ClientAuthentication, readonly string[]>> = {
  private_key_jwt: ['privateKey', 'kid'],
  tls_client_auth: ['certificate', 'privateKey'],
  self_signed_tls_client_auth: ['certificate', 'privateKey'],
};

/** The keys of a grant's and a client authentication's own inputs. Elsewhere an input of such a key is one like any other. */
function ownRoles({ grant, provider }: RoleContext): readonly string[] {
  const byGrant = grant === undefined ? undefined : rolesByGrant[grant];
  return [...(byGrant ?? []), ...(rolesByAuthentication[provider?.token.clientAuth ?? 'detect'] ?? [])];
}

/** Whether an input plays an OAuth role: what goes into the requests for a token, and is not handed to the vendor's code beside it. */
export function isOAuthInput(context: RoleContext, key: string): boolean {
  if (context.grant === undefined) return false;
  return (reservedOAuthInputs as readonly string[]).includes(key) || ownRoles(context).includes(key);
}

/** What a client proves itself, or its customer, with: whoever has one of these can do so too. */
export const oauthSecrets = ['clientSecret', 'privateKey', 'password'] as const;

const base = { required: true, shown: true, secret: false, type: 'string' } as const;
const standardInputs: readonly Input[] = [
  { ...base, key: 'clientId', label: 'Client ID' },
  { ...base, key: 'clientSecret', type: 'password', label: 'Client secret', secret: true },
  { ...base, key: 'username', label: 'User name' },
  { ...base, key: 'password', type: 'password', label: 'Password', secret: true },
  { ...base, key: 'issuer', label: 'Issuer' },
  { ...base, key: 'subject', label: 'Subject', required: false },
  { ...base, key: 'certificate', type: 'text', label: 'Certificate' },
  { ...base, key: 'privateKey', type: 'text', label: 'Private key', secret: true },
];

/** What OAuth 1.0a calls the same (RFC 5849 section 1.1, note on terms). */
const oauth1Labels: Readonly<Record<string, string>> = { clientId: 'Consumer key', clientSecret: 'Consumer secret' };

/**
 * A definition's inputs with those that its grant and its client authentication cannot do without; a definition need not write them
 * down. Every client has an id, and nearly every one a secret; who asks by an assertion is named in it.
 */
export function withClientInputs(inputs: readonly Input[], context: RoleContext): Input[] {
  const has = (key: string) => inputs.some((input) => input.key === key);
  const roles = [...clientRoles(context), ...ownRoles(context).filter((key) => key !== 'issuer' || !has('clientId'))];
  const added = standardInputs
    .filter(({ key }) => roles.includes(key) && !has(key))
    .map((input) => ({ ...input, label: (context.grant === 'oauth1' && oauth1Labels[input.key]) || input.label }));
  const secrets: readonly string[] = oauthSecrets;
  return [
    ...inputs.map((input) =>
      secrets.includes(input.key) && isOAuthInput(context, input.key) ? { ...input, secret: true } : input,
    ),
    ...added,
  ];
}

function clientRoles({ grant, provider }: RoleContext): readonly string[] {
  const way = provider?.token.clientAuth ?? 'detect';
  if (grant === 'jwt_bearer' && way === 'detect') return [];
  return way === 'none' || rolesByAuthentication[way] !== undefined ? ['clientId'] : ['clientId', 'clientSecret'];
}
