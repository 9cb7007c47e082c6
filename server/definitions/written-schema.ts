import * as v from 'valibot';

/**
 * The shapes a vendor may write, ours and those of spectral 8, 9 and 10. Unknown members are dropped: spectral's converted
 * components, and whatever its next version adds, pass.
 */

const text = v.nullish(v.string());
const flag = v.nullish(v.boolean());
const visibility = v.nullish(v.picklist(['customer', 'embedded', 'organization']));
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}]+$/u));

const visibilityMembers = { visibility, permissionAndVisibilityType: visibility, visibleToOrgDeployer: flag };

const choice = v.object({
  label: v.string(),
  value: v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)),
});

const inputMembers = {
  key: v.nullish(key),
  type: v.optional(v.picklist(['string', 'text', 'password', 'boolean', 'data', 'template']), 'string'),
  label: v.nullish(v.union([v.string(), v.object({ key: v.string(), value: v.string() })])),
  keyLabel: text,
  placeholder: text,
  comments: text,
  // Spectral lets an example be anything.
  example: v.optional(v.unknown()),
  required: flag,
  default: v.optional(v.unknown()),
  shown: flag,
  writeOnly: flag,
  model: v.nullish(v.array(choice)),
  collection: v.nullish(v.picklist(['valuelist', 'keyvaluelist'])),
  templateValue: text,
  pattern: text,
  patternMessage: text,
  min: v.nullish(v.number()),
  max: v.nullish(v.number()),
  helpUrl: text,
  showWhen: v.nullish(v.object({ field: v.string(), equals: v.union([v.string(), v.array(v.string())]) })),
  hostSuffix: text,
};

/** An input, as a member of a record or as an entry of a list with its `key`. */
export const inputSchema = v.object({ ...inputMembers, ...visibilityMembers });
export type WrittenInputShape = v.InferOutput<typeof inputSchema>;

const inputList = v.array(v.object({ ...inputMembers, ...visibilityMembers, key }));
const inputRecord = v.record(v.string(), inputSchema);
// Chosen by what was written, not tried in turn (a union): so a fault deep inside is told with its own path.
const inputs = v.lazy((written) => (Array.isArray(written) ? inputList : inputRecord));

const icons = v.nullish(v.object({ avatarPath: text, oauth2ConnectionIconPath: text }));
const display = v.nullish(v.object({ label: v.string(), description: text, iconPath: text, icons }));

const providerKey = v.string();
const providerFacts = v.record(v.string(), v.unknown());
const provider = v.nullish(v.lazy((written) => (typeof written === 'string' ? providerKey : providerFacts)));
const oauth2Config = v.nullish(
  v.object({
    overrideGrantType: text,
    allowedTokenParams: v.nullish(v.array(v.string())),
    requiredScopes: v.nullish(v.array(v.string())),
    oAuthSuccessRedirectUri: text,
    oAuthFailureRedirectUri: text,
  }),
);

const test = v.nullish(
  v.object({
    method: v.optional(v.picklist(['GET', 'POST', 'HEAD']), 'GET'),
    url: v.string(),
    headers: v.optional(v.record(v.string(), v.string()), {}),
    failWhen: v.optional(v.object({ member: v.string(), equals: v.union([v.string(), v.boolean(), v.number()]) })),
  }),
);

// Ours alone, so that nothing unknown has to pass: a misspelled member would leave a customer with another language.
const inputTranslation = v.strictObject({
  label: text,
  keyLabel: text,
  placeholder: text,
  comments: text,
  helpUrl: text,
  example: text,
  patternMessage: text,
  model: v.nullish(v.record(v.string(), v.string())),
});
const translationSchema = v.strictObject({
  label: text,
  description: text,
  inputs: v.nullish(v.record(v.string(), inputTranslation)),
});
export type WrittenTranslationShape = v.InferOutput<typeof translationSchema>;
const translations = v.nullish(v.record(v.string(), translationSchema));

const oauthMembers = {
  oauth2Type: v.nullish(
    v.picklist(['authorization_code', 'client_credentials', 'password', 'jwt_bearer', 'device_code', 'oauth1']),
  ),
  oauth2PkceMethod: v.nullish(v.picklist(['plain', 'S256'])),
  oauth2Config,
  provider,
  test,
};

const connectionSchema = v.object({
  key,
  display,
  label: text,
  comments: text,
  iconPath: text,
  avatarIconPath: text,
  icon: text,
  inputs: v.optional(inputs, {}),
  translations,
  ...oauthMembers,
});
export type WrittenConnectionShape = v.InferOutput<typeof connectionSchema>;

const componentSchema = v.object({ key, display, label: text, connections: v.nullish(v.array(connectionSchema)) });
export type WrittenComponentShape = v.InferOutput<typeof componentSchema>;

const placementSchema = v.object({ value: v.optional(v.unknown()), configVar: text, writeOnly: flag, ...visibilityMembers });
export type WrittenPlacementShape = v.InferOutput<typeof placementSchema>;

// `inputs` means placements beside `component`, and whole inputs in a connection written in place; both shapes are optional members.
const placedInputSchema = v.object({ ...inputMembers, ...v.omit(placementSchema, ['writeOnly']).entries });

const connectionKey = v.string();
const connectionReference = v.object({
  component: v.string(),
  key: text,
  values: v.optional(v.record(v.string(), placementSchema), {}),
});

const configVarSchema = v.object({
  key: v.nullish(key),
  dataType: text,
  stableKey: text,
  label: text,
  description: text,
  component: text,
  connection: v.nullish(v.lazy((written) => (typeof written === 'string' ? connectionKey : connectionReference))),
  inputs: v.nullish(v.record(v.string(), placedInputSchema)),
  icons,
  translations,
  ...oauthMembers,
  ...visibilityMembers,
});
export type WrittenConfigVarShape = v.InferOutput<typeof configVarSchema>;

const stepSchema = v.object({ key, name: text, component: v.string(), action: v.string(), configVar: text });
export type WrittenStepShape = v.InferOutput<typeof stepSchema>;

const configVarList = v.array(configVarSchema);
const configVarRecord = v.record(key, configVarSchema);

const integrationSchema = v.object({
  key,
  name: v.string(),
  description: text,
  steps: v.nullish(v.array(stepSchema)),
  configVars: v.nullish(v.lazy((written) => (Array.isArray(written) ? configVarList : configVarRecord))),
});
export type WrittenIntegrationShape = v.InferOutput<typeof integrationSchema>;

/** The whole file. */
export const configSchema = v.object({ components: v.array(componentSchema), integrations: v.array(integrationSchema) });
