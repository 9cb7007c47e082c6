import type { ProviderInput } from '../catalog/provider.ts';

/** How a connection gets its token. The first two values are spectral's, so its enum fits too. */
export const OAuth2Type = {
  AuthorizationCode: 'authorization_code',
  ClientCredentials: 'client_credentials',
  /** The customer's user name and password, which are stored (RFC 6749 section 4.3): only where the provider has nothing else. */
  Password: 'password',
  /** An assertion signed with a stored key (RFC 7523 section 2.1). */
  JwtBearer: 'jwt_bearer',
  /** The customer enters a code at the third party (RFC 8628). Needs a `deviceAuthorizationUrl`. */
  DeviceCode: 'device_code',
} as const;

/** PKCE methods a definition may name; `S256` is the default anyway. */
export const OAuth2PkceMethod = { Plain: 'plain', S256: 'S256' } as const;

/** Who sees and sets a value. `permissionAndVisibilityType` is spectral's name for it, `visibility` our shorter one. */
export interface WrittenVisibility {
  /** Default `customer`; OAuth inputs that already have a value, a default or a provider fact: `organization`. */
  visibility?: 'customer' | 'embedded' | 'organization';
  permissionAndVisibilityType?: 'customer' | 'embedded' | 'organization';
  /** False hides the value from sessions of the role `organization` too. Default true. */
  visibleToOrgDeployer?: boolean;
}

/** A value as a vendor may write it; booleans and numbers become text. */
export type WrittenValue = string | boolean | number | string[] | { key: string; value: string }[];

/** One input of a connection. */
export interface ConnectionInput extends WrittenVisibility {
  /** Default `string`. `template` inputs are computed from others and never shown. */
  type?: 'string' | 'text' | 'password' | 'boolean' | 'data' | 'template';
  /** For key/value lists both columns may be named. */
  label?: string | { key: string; value: string };
  placeholder?: string;
  /** Help under the field, Markdown. */
  comments?: string;
  example?: string;
  required?: boolean;
  /** A default that looks like a placeholder (`YOUR-DOMAIN`, `<ACCOUNT_ID>`) counts as none. */
  default?: unknown;
  /** False: never on any screen. Default true. */
  shown?: boolean;
  /** Can be set and replaced, never read back. `password` inputs and `clientSecret` always behave so. */
  writeOnly?: boolean;
  /** The only allowed values; renders a select. */
  model?: { label: string; value: string }[];
  collection?: 'valuelist' | 'keyvaluelist' | undefined;
  /** Text with `{{#key}}` slots that name non-template inputs of the same connection. */
  templateValue?: string;
  /** A regular expression the whole value should match; a mismatch warns. */
  pattern?: string;
  patternMessage?: string;
  /** Lowest and highest number, or length of other text. */
  min?: number;
  max?: number;
  helpUrl?: string;
  /** Show the field only while another one has one of these values. */
  showWhen?: { field: string; equals: string | string[] };
  /** An address made with this input must have a host that ends so, for example `.myshopify.com`. */
  hostSuffix?: string;
  /** Accepted for spectral's sake and ignored. */
  dataSource?: string;
  clean?: unknown;
  onPremControlled?: boolean;
}

/** Spectral 10's `display`; older definitions have `label`, `comments` and `iconPath` at the top instead. */
export interface WrittenDisplay {
  label: string;
  description?: string;
  iconPath?: string;
  category?: string;
  icons?: { avatarPath?: string; oauth2ConnectionIconPath?: string };
}

/** A request that tells whether saved values work. Slots `{{#key}}` take input values; an OAuth token is added as bearer. */
export interface WrittenTestRequest {
  method?: 'GET' | 'POST' | 'HEAD';
  url: string;
  headers?: Record<string, string>;
  /** A 200 whose JSON body has this member with this value is a failure. */
  failWhen?: { member: string; equals: string | boolean | number };
}

/** Your words for one input, in another language. */
export interface WrittenInputTranslation {
  label?: string;
  keyLabel?: string;
  placeholder?: string;
  comments?: string;
  helpUrl?: string;
  example?: string;
  patternMessage?: string;
  /** Labels of choices, by their value. */
  model?: Record<string, string>;
}

/** Your words in one other language. What you leave out stays as the definition has it. */
export interface WrittenTranslation {
  label?: string;
  description?: string;
  /** By input key. */
  inputs?: Record<string, WrittenInputTranslation>;
}

/** By BCP 47 tag: `de`, `pt-BR`. Words of a region come over those of its language. */
export type WrittenTranslations = Record<string, WrittenTranslation>;

/** A type of connection that is made by saving its fields. */
export interface WrittenConnection {
  key: string;
  display?: WrittenDisplay;
  label?: string;
  comments?: string;
  iconPath?: string;
  /** `https:` or `data:image/…`; a path to a file is ignored. */
  icon?: string;
  inputs?: Record<string, ConnectionInput>;
  translations?: WrittenTranslations;
  test?: WrittenTestRequest;
}

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> | null } : T;

/**
 * Facts about the provider: the key of a catalog entry; or facts that differ from a standards-following server; or, with `extends`,
 * facts that differ from a catalog entry (`null` removes one).
 */
export type WrittenProvider = string | (DeepPartial<ProviderInput> & { extends?: string });

/** OAuth settings that spectral keeps apart. */
export interface WrittenOAuth2Config {
  /** Only the grant's own name is supported. */
  overrideGrantType?: string;
  /** Callback parameters to forward into the token request. */
  allowedTokenParams?: string[];
  /** Scopes without which the connection is of no use: a customer who does not grant one sees it red, with what to do. Default none. */
  requiredScopes?: string[];
}

/** A type of connection that is made by an OAuth 2.0 grant. Inputs play their OAuth role by key. */
export interface WrittenOAuth2Connection extends WrittenConnection {
  oauth2Type: `${string}`;
  oauth2PkceMethod?: `${string}`;
  oauth2Config?: WrittenOAuth2Config;
  provider?: WrittenProvider;
}

/** A third-party app's building block. */
export interface WrittenComponent {
  key: string;
  display?: WrittenDisplay;
  label?: string;
  /** The preferred one first: a step that makes its own config variable takes it. */
  connections?: readonly (WrittenConnection | WrittenOAuth2Connection)[];
}

/** An input as placed in an integration: the vendor's value, who sees it, or both. */
export interface WrittenPlacement extends WrittenVisibility {
  value?: WrittenValue;
  writeOnly?: boolean;
}

/** A connection config variable: a component's connection by reference, or a connection written in place. */
export interface WrittenConfigVar extends WrittenVisibility {
  /** Needed when `configVars` is a list; in a record the member's name is the key. */
  key?: string;
  dataType?: string;
  /** Keeps identity when the key is renamed. Default: the key. */
  stableKey?: string;
  label?: string;
  description?: string;
  /** By reference, short: the component, and the connection's key where it has several. Values and visibility are in `inputs`. */
  component?: string;
  /** By reference as spectral has it; or, beside `component`, the connection's key. */
  connection?: string | { component: string; key?: string; values?: Record<string, WrittenPlacement>; template?: string };
  /** Placements beside `component`; otherwise the inputs of a connection written in place. */
  inputs?: Record<string, WrittenPlacement & ConnectionInput>;
  /** Beside those of the definition, and over them. */
  translations?: WrittenTranslations;
  oauth2Type?: `${string}`;
  oauth2PkceMethod?: `${string}`;
  /** Custom redirects are exact `https:` URLs (`http:` on localhost). */
  oauth2Config?: WrittenOAuth2Config & { oAuthSuccessRedirectUri?: string; oAuthFailureRedirectUri?: string };
  icons?: { avatarPath?: string; oauth2ConnectionIconPath?: string };
  provider?: WrittenProvider;
  test?: WrittenTestRequest;
}

/** One action of a component. */
export interface WrittenStep {
  key: string;
  name?: string;
  component: string;
  action: string;
  /** The config variable to use. Default: the one of this component; if there is none, it is made. */
  configVar?: string;
}

/** What a vendor builds. */
export interface WrittenIntegration {
  key: string;
  name: string;
  description?: string;
  steps?: readonly WrittenStep[];
  configVars?: readonly WrittenConfigVar[] | Record<string, WrittenConfigVar>;
}

/** Everything the server needs to know, as the vendor wrote it. */
export interface WrittenConfig {
  components: readonly WrittenComponent[];
  integrations: readonly WrittenIntegration[];
}

/** Declares a third-party app's component. Checked when the configuration is parsed, like everything below. */
export const component = (definition: WrittenComponent): WrittenComponent => definition;

/** Declares a connection made of fields: an API key, a host, a user name and password. */
export const connection = (definition: WrittenConnection): WrittenConnection => definition;

/** Declares a connection made by an OAuth 2.0 grant. */
export const oauth2Connection = (definition: WrittenOAuth2Connection): WrittenOAuth2Connection => definition;

/**
 * Declares a connection made by the three-legged flow of OAuth 1.0a (RFC 5849). `clientId` and `clientSecret` are the consumer key and
 * secret; the provider's `oauth1.requestTokenUrl`, `authorize.url` and `token.url` are its three addresses, or inputs of the keys
 * `requestTokenUrl`, `authorizeUrl` and `tokenUrl`.
 */
export const oauth1Connection = (
  definition: Omit<WrittenOAuth2Connection, 'oauth2Type' | 'oauth2PkceMethod' | 'oauth2Config'>,
): WrittenOAuth2Connection => ({ ...definition, oauth2Type: 'oauth1' });

/** Declares an integration: its steps and its connections. */
export const integration = (definition: WrittenIntegration): WrittenIntegration => definition;

/** Declares a connection config variable. */
export const connectionConfigVar = (definition: WrittenConfigVar): WrittenConfigVar => definition;

/** Joins inputs with templated ones that refer to them. Unlike spectral's, it leaves its arguments alone. */
export const templateConnectionInputs = (
  inputs: Record<string, ConnectionInput>,
  templates: Record<string, ConnectionInput>,
): Record<string, ConnectionInput> => ({ ...inputs, ...templates });

/** The default export of the configuration file. */
export const defineConnections = (config: WrittenConfig): WrittenConfig => config;
