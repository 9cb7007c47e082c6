import type { ClientWay, Provider } from '../catalog/provider.ts';
import { parseSafeUrl } from './safe-url.ts';

/** What a server's own metadata says, as far as it was accepted. Stored with the connection; nothing in it is secret. */
export interface DiscoveredServer {
  /** As the metadata spells it: answers are compared with it character by character. @see RFC 8414 section 2; RFC 9207 section 2.4 */
  readonly issuer: string;
  /** What tokens are asked for, when the address was one of a protected resource. @see RFC 8707 section 2; RFC 9728 section 2 */
  readonly resource?: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  readonly registrationEndpoint?: string;
  readonly pushedAuthorizationRequestEndpoint?: string;
  /** Answers name the issuer. @see RFC 9207 section 3 */
  readonly sendsIssuer: boolean;
  /** `token_endpoint_auth_methods_supported`; empty when the metadata does not say. */
  readonly tokenAuthMethods: readonly string[];
  /** The resource takes no token without a proof. @see RFC 9728 section 2, `dpop_bound_access_tokens_required` */
  readonly requiresDpop: boolean;
  readonly dpopAlgorithms: readonly string[];
  readonly issuesRefreshTokens: boolean;
  readonly readsMetadataDocuments: boolean;
  /** What the resource asks for; used where the definition names no scopes. */
  readonly scopes: readonly string[];
  /** The account that was named, as it was named, and its DID. Absent: a server was named. */
  readonly account?: { readonly name: string; readonly did: string };
}

/** Who we are at a discovered server. */
export interface RegisteredClient {
  readonly way: ClientWay;
  /** Absent when it is static: then the inputs have it. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** As registered; absent when nobody said. */
  readonly tokenAuthMethod?: string;
  /** Where the registration can be deleted again, and with which token. @see RFC 7592 section 2.3 */
  readonly management?: { readonly uri: string; readonly accessToken: string };
}

/** What is stored of the server at a customer's address. */
export interface Registration {
  /** The address it was found at; a registration counts for no other one. */
  readonly serverUrl: string;
  readonly server: DiscoveredServer;
  readonly client: RegisteredClient;
}

const endpoints = [
  'authorizationEndpoint',
  'tokenEndpoint',
  'revocationEndpoint',
  'registrationEndpoint',
  'pushedAuthorizationRequestEndpoint',
] as const satisfies readonly (keyof DiscoveredServer)[];

/** Every address in a server's metadata that a browser or this server would be sent to. */
export function endpointsOf(server: DiscoveredServer): string[] {
  return endpoints.flatMap((name) => server[name] ?? []);
}

/**
 * Whether every endpoint may be kept: https (http on this machine), no user name, no fragment and so no slot of a template, which would
 * put a customer's values into an address of the server's choosing. They may lie on other hosts than the issuer.
 */
export function hasSafeEndpoints(server: DiscoveredServer): boolean {
  return endpointsOf(server).every((endpoint) => parseSafeUrl(endpoint) !== undefined);
}

/** The facts of a catalog entry, made from a server's metadata over what the definition says about all servers of its kind. */
export function discoveredProvider(base: Provider, { server, client }: Registration): Provider {
  const { revoke, ...facts } = base;
  return {
    ...facts,
    authorize: {
      ...base.authorize,
      url: server.authorizationEndpoint,
      ...(server.pushedAuthorizationRequestEndpoint === undefined
        ? {}
        : { pushedUrl: server.pushedAuthorizationRequestEndpoint }),
      ...(server.sendsIssuer ? { issuer: server.issuer } : {}),
      ...(server.account === undefined ? {} : { params: { login_hint: server.account.name, ...base.authorize.params } }),
    },
    token: {
      ...base.token,
      url: server.tokenEndpoint,
      clientAuth: clientAuthAt(base, server, client),
      ...(isAboutAccounts(base) ? { answer: withSubject(base) } : {}),
    },
    ...(isAboutAccounts(base) ? { accountId: 'sub' } : {}),
    dpop: usesDpop(base, server),
    ...(server.resource === undefined ? {} : { resource: [server.resource] }),
    ...(revoke === undefined || server.revocationEndpoint === undefined
      ? {}
      : { revoke: { ...revoke, url: server.revocationEndpoint } }),
  };
}

/**
 * Whether tokens are bound to a key: where the definition or the resource demands it. That a server could do so is no reason alone, since
 * the vendor's code then has to prove possession with every call.
 */
export function usesDpop({ dpop }: Pick<Provider, 'dpop'>, { requiresDpop }: Pick<DiscoveredServer, 'requiresDpop'>): boolean {
  return dpop || requiresDpop;
}

/** Whether what is named is an account of the AT Protocol, or a server of such accounts. */
export function isAboutAccounts({ discovery }: Provider): boolean {
  return discovery?.start === 'atproto_account';
}

/** Whose tokens they are is the vendor's code's to know: it is part of most calls. */
function withSubject({ token: { answer } }: Provider): Provider['token']['answer'] {
  return { ...answer, keep: [...new Set([...answer.keep, 'sub'])] };
}

/** A client that somebody filled in authenticates as the definition says; one that came to be on the way, as it was registered. */
function clientAuthAt({ token }: Provider, { tokenAuthMethods }: DiscoveredServer, { way, tokenAuthMethod }: RegisteredClient) {
  if (way === 'static' && token.clientAuth !== 'detect') return token.clientAuth;
  return clientAuthOf(tokenAuthMethod === undefined ? tokenAuthMethods : [tokenAuthMethod]);
}

/** Which of the server's ways of client authentication is used; the more a client proves, the better. */
function clientAuthOf(methods: readonly string[]): Provider['token']['clientAuth'] {
  if (methods.includes('client_secret_basic')) return 'basic';
  if (methods.includes('client_secret_post')) return 'post';
  return methods.includes('none') ? 'none' : 'detect';
}
