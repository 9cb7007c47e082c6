import type { ConnectMode, Field, FieldValue } from '../contract/index.ts';
import type { Provider } from '../catalog/provider.ts';
import type { PrivateKey } from './private-key.ts';

export type { PrivateKey };

/**
 * The frozen model that everything else reads. `parse` (this folder) makes it from what a vendor wrote; it is validated, complete
 * and immutable, so no other room checks a definition again.
 */
export interface Model {
  readonly components: ReadonlyMap<string, Component>;
  readonly integrations: ReadonlyMap<string, Integration>;
}

/** A third-party app's building block. */
export interface Component {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly icon?: string;
  readonly connections: ReadonlyMap<string, ConnectionDefinition>;
}

/** Who sees and sets a value: the customer in the tag, the vendor's backend by API, or only the vendor's configuration. */
export type Visibility = 'customer' | 'embedded' | 'organization';

/**
 * The grants a definition can declare. Without a browser: `client_credentials` (RFC 6749 section 4.4), `password` (section 4.3) and
 * `jwt_bearer` (RFC 7523 section 2.1). `device_code`: a code that the customer types at the third party (RFC 8628). `oauth1`: the
 * three-legged flow of OAuth 1.0a (RFC 5849).
 */
export const grants = ['authorization_code', 'client_credentials', 'password', 'jwt_bearer', 'device_code', 'oauth1'] as const;
export type Grant = (typeof grants)[number];

/** A type of connection. */
export interface ConnectionDefinition {
  readonly key: string;
  /**
   * Last part of the callback URL: the key, or something longer where several OAuth definitions share a key. One per authorization
   * server, so that an answer of one cannot be taken for an answer of another (RFC 9700 section 4.4.2).
   */
  readonly callbackKey: string;
  readonly componentKey: string;
  readonly label: string;
  readonly description: string;
  readonly icon?: string;
  readonly connect: ConnectMode;
  /** How tokens are had; absent for a connection made of fields. */
  readonly grant?: Grant;
  /** Provider facts with every default filled in; present exactly when `grant` is. */
  readonly provider?: Provider;
  /** Callback parameters forwarded into the token request (Prismatic's `oauth2Config.allowedTokenParams`). */
  readonly allowedTokenParams: readonly string[];
  /** Scopes without which the connection is of no use. */
  readonly requiredScopes: readonly string[];
  readonly inputs: readonly Input[];
  readonly translations: Translations;
  readonly test?: TestRequest;
}

/** A vendor's own words in other languages, by BCP 47 tag in lower case. */
export type Translations = ReadonlyMap<string, Translation>;

/** Those of one language. What is left out stays as it was written. */
export interface Translation {
  readonly label?: string;
  readonly description?: string;
  /** By input key. */
  readonly inputs: ReadonlyMap<string, InputTranslation>;
}

/** Of one input. */
export interface InputTranslation extends Partial<
  Pick<Input, 'label' | 'keyLabel' | 'placeholder' | 'comments' | 'helpUrl' | 'example' | 'patternMessage'>
> {
  /** Labels of choices, by their value. */
  readonly choices?: ReadonlyMap<string, string>;
}

/** One input of a definition. */
export interface Input {
  readonly key: string;
  readonly type: Field['type'] | 'template';
  readonly label: string;
  readonly keyLabel?: string;
  readonly placeholder?: string;
  readonly comments?: string;
  readonly helpUrl?: string;
  readonly example?: string;
  readonly required: boolean;
  /** Author-level: false never reaches any screen. */
  readonly shown: boolean;
  /** Never readable once set: `password` inputs, `writeOnly` ones, and `clientSecret`. */
  readonly secret: boolean;
  readonly default?: FieldValue;
  /** Text with `{{#key}}` slots, for `template` inputs. */
  readonly template?: string;
  readonly model?: readonly { readonly label: string; readonly value: string }[];
  readonly collection?: 'valuelist' | 'keyvaluelist';
  readonly pattern?: string;
  readonly patternMessage?: string;
  readonly min?: number;
  readonly max?: number;
  readonly showWhen?: { readonly field: string; readonly equals: readonly string[] };
  /**
   * Every address whose host this input decides or forms part of must have a host that ends so, for example `.myshopify.com`.
   * Where a template fixes the end of its host itself (`https://{{#shop}}.myshopify.com`), that end holds without being written here.
   */
  readonly hostSuffix?: string;
}

/** A request that tells whether saved credentials work. Slots `{{#key}}` take input values; the token is added as bearer. */
export interface TestRequest {
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A 200 whose JSON body has this member with this value is a failure, for example `ok: false`. */
  readonly failWhen?: { readonly member: string; readonly equals: string | boolean | number };
}

/** What a vendor builds: steps, and the connection config variables they are bound to. */
export interface Integration {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly steps: readonly Step[];
  readonly configVars: ReadonlyMap<string, ConnectionConfigVar>;
}

/** One action of a component, bound to a config variable when its component has connections. */
export interface Step {
  readonly key: string;
  readonly name: string;
  readonly component: string;
  readonly action: string;
  readonly configVar?: string;
}

/** A connection config variable: a definition, and per input the vendor's value and visibility. */
export interface ConnectionConfigVar {
  readonly key: string;
  /** Keeps identity when the key is renamed; default the key. */
  readonly stableKey: string;
  readonly label: string;
  readonly description: string;
  readonly integrationKey: string;
  readonly definition: ConnectionDefinition;
  readonly inputs: ReadonlyMap<string, ConfigVarInput>;
  readonly translations: Translations;
  readonly visibility: Visibility;
  /** Custom OAuth redirects: exact https URLs (http on localhost), fixed here and never taken from a query. */
  readonly successRedirect?: string;
  readonly failureRedirect?: string;
}

/** An input as placed in an integration. */
export interface ConfigVarInput {
  readonly input: Input;
  readonly visibility: Visibility;
  /** Spectral's `visibleToOrgDeployer: false`: not even sessions of the role `organization` see it. */
  readonly hiddenFromOrganization?: boolean;
  /** The vendor's value; beats the input's default and, unless `visibility` is `customer`, cannot be changed by a customer. */
  readonly value?: FieldValue;
}

/** The keys of inputs that carry OAuth roles; recognised by key, whatever their label says. */
export const reservedOAuthInputs = [
  'authorizeUrl',
  'pushedUrl',
  'tokenUrl',
  'deviceAuthorizationUrl',
  'requestTokenUrl',
  'scopes',
  'clientId',
  'clientSecret',
  'revokeUrl',
  'refreshUrl',
  'headers',
] as const;
export type ReservedOAuthInput = (typeof reservedOAuthInputs)[number];

/**
 * The OAuth client of one connection, with every template filled in: what the protocol needs and nothing of the tenant.
 * `fingerprint` changes whenever anything security-relevant does, so a flow begun under other settings is refused.
 */
export interface ResolvedOAuth {
  readonly definitionKey: string;
  readonly provider: Provider;
  readonly grant: Grant;
  readonly authorizeUrl?: string;
  /** Where authorization requests are pushed (RFC 9126); absent: they go with the browser. */
  readonly pushedUrl?: string;
  readonly tokenUrl: string;
  /** Where the device grant begins. @see RFC 8628 section 3.1 */
  readonly deviceAuthorizationUrl?: string;
  /** Where OAuth 1.0a begins. @see RFC 5849 section 2.1 */
  readonly requestTokenUrl?: string;
  readonly refreshUrl: string;
  readonly revokeUrl?: string;
  /** Where a fresh access token is taken once, for the account's details. */
  readonly afterConnectUrl?: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** What assertions are signed with, or the key of {@link ResolvedOAuth.certificate}. */
  readonly privateKey?: PrivateKey;
  /** PEM; the client shows it in the TLS handshake (RFC 8705). */
  readonly certificate?: string;
  /** Whose tokens the grant `password` asks for. */
  readonly resourceOwner?: { readonly username: string; readonly password: string };
  /** Who grants whose access, for the grant `jwt_bearer` (RFC 7523 section 3). */
  readonly assertion?: { readonly issuer: string; readonly subject: string; readonly audience: string };
  /** What the tokens are for (RFC 8707). */
  readonly resources: readonly string[];
  readonly scopes: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly allowedTokenParams: readonly string[];
  /** Whose sign-in it must be: an account of the AT Protocol whose own server authorizes it, and the very one, if one was named. */
  readonly mustBe?: { readonly issuer: string; readonly did?: string };
  readonly fingerprint: string;
}
