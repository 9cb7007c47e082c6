import type { FieldErrorCode, FieldValue } from '../contract/index.ts';
import type { ConnectionConfigVar, ResolvedOAuth } from './model.ts';
import { isOAuthInput } from './oauth-roles.ts';
import { parseCertificate, parsePrivateKey } from './private-key.ts';
import { fillText } from './template.ts';

/** What a client proves itself or its customer with, beside its id and secret, and what the tokens are for. */
export type OAuthProofs = Pick<ResolvedOAuth, 'privateKey' | 'certificate' | 'resourceOwner' | 'assertion' | 'resources'>;

/** The proofs, or the inputs they still wait for, or the one whose value cannot be used. */
export type ProofResolution =
  | { readonly ok: true; readonly proofs: OAuthProofs }
  | { readonly ok: false; readonly missing: string[] }
  | { readonly ok: false; readonly invalid: { readonly key: string; readonly code: FieldErrorCode } };

/**
 * Reads what a grant and a client authentication need from effective values.
 * @param names the client's id and its token endpoint, as far as they are known: they stand in for an issuer and an audience.
 */
export function resolveProofs(
  { definition }: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
  names: { readonly clientId: string | undefined; readonly tokenUrl: string },
): ProofResolution {
  const has = (key: string) => isOAuthInput(definition, key);
  const valueOf = (key: string) => (has(key) ? textOf(values.get(key)) : undefined);
  const missing = ['username', 'password', 'certificate', 'privateKey'].filter((key) => has(key) && valueOf(key) === undefined);
  const resources = resolveResources(definition.provider?.resource ?? [], values);
  if ('missing' in resources) missing.push(...resources.missing);
  if (missing.length > 0 || 'missing' in resources) return { ok: false, missing };
  if ('invalid' in resources) return { ok: false, invalid: resources.invalid };

  const keyText = valueOf('privateKey');
  const key = keyText === undefined ? undefined : parsePrivateKey(keyText);
  if (keyText !== undefined && key === undefined) return { ok: false, invalid: { key: 'privateKey', code: 'wrong_shape' } };
  const certificateText = valueOf('certificate');
  const certificate = certificateText === undefined || key === undefined ? undefined : parseCertificate(certificateText, key);
  if (certificateText !== undefined && certificate === undefined) {
    return { ok: false, invalid: { key: 'certificate', code: 'wrong_shape' } };
  }
  const kid = valueOf('kid');
  const [username, password] = [valueOf('username'), valueOf('password')];
  const issuer = valueOf('issuer') ?? names.clientId;
  const audience = valueOf('audience') ?? definition.provider?.authorize.issuer ?? names.tokenUrl;
  return {
    ok: true,
    proofs: {
      ...(key === undefined ? {} : { privateKey: { ...key, ...(kid === undefined ? {} : { kid }) } }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(username === undefined || password === undefined ? {} : { resourceOwner: { username, password } }),
      ...(definition.grant === 'jwt_bearer' && issuer !== undefined
        ? { assertion: { issuer, subject: valueOf('subject') ?? issuer, audience } }
        : {}),
      resources: resources.uris,
    },
  };
}

type Resources =
  | { readonly uris: readonly string[] }
  | { readonly missing: readonly string[] }
  | { readonly invalid: { readonly key: string; readonly code: FieldErrorCode } };

/** Absolute URIs without a fragment. @see RFC 8707 section 2 */
function resolveResources(templates: readonly string[], values: ReadonlyMap<string, FieldValue>): Resources {
  const uris: string[] = [];
  for (const template of templates) {
    const filled = fillText(template, values);
    if (!filled.ok) return 'missing' in filled ? { missing: filled.missing } : { invalid: filled.invalid };
    if (!URL.canParse(filled.text) || filled.text.includes('#')) return { invalid: { key: 'resource', code: 'wrong_shape' } };
    uris.push(filled.text);
  }
  return { uris };
}

function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
