/** Provider facts: one entry a file, each with its source and, where that could be read, the day. */
import * as v from 'valibot';
import { acrobatSign } from './acrobat-sign.ts';
import { airtable } from './airtable.ts';
import { amazonSellingPartner } from './amazon-selling-partner.ts';
import { asana } from './asana.ts';
import { atlassian } from './atlassian.ts';
import { bamboohr } from './bamboohr.ts';
import { bitbucket } from './bitbucket.ts';
import { box } from './box.ts';
import { calendly } from './calendly.ts';
import { discord } from './discord.ts';
import { docusign } from './docusign.ts';
import { dropbox } from './dropbox.ts';
import { facebook } from './facebook.ts';
import { figma } from './figma.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { gusto } from './gusto.ts';
import { hubspot } from './hubspot.ts';
import { intercom } from './intercom.ts';
import { klaviyo } from './klaviyo.ts';
import { linear } from './linear.ts';
import { linkedin } from './linkedin.ts';
import { mailchimp } from './mailchimp.ts';
import { microsoft } from './microsoft.ts';
import { miro } from './miro.ts';
import { monday } from './monday.ts';
import { netsuite } from './netsuite.ts';
import { notion } from './notion.ts';
import { okta } from './okta.ts';
import { outreach } from './outreach.ts';
import { pipedrive } from './pipedrive.ts';
import { providerSchema, type Provider, type ProviderInput } from './provider.ts';
import { quickbooks } from './quickbooks.ts';
import { reddit } from './reddit.ts';
import { salesforce } from './salesforce.ts';
import { servicenow } from './servicenow.ts';
import { shopify } from './shopify.ts';
import { slack } from './slack.ts';
import { square } from './square.ts';
import { tiktok } from './tiktok.ts';
import { webflow } from './webflow.ts';
import { x } from './x.ts';
import { xero } from './xero.ts';
import { zendesk } from './zendesk.ts';
import { zoho } from './zoho.ts';
import { zoom } from './zoom.ts';

export {
  providerSchema,
  rotationClasses,
  type ClientWay,
  type Discovery,
  type Provider,
  type ProviderInput,
  type RotationClass,
} from './provider.ts';

const entries: readonly ProviderInput[] = [
  acrobatSign,
  airtable,
  amazonSellingPartner,
  asana,
  atlassian,
  bamboohr,
  bitbucket,
  box,
  calendly,
  discord,
  docusign,
  dropbox,
  facebook,
  figma,
  github,
  gitlab,
  google,
  gusto,
  hubspot,
  intercom,
  klaviyo,
  linear,
  linkedin,
  mailchimp,
  microsoft,
  miro,
  monday,
  netsuite,
  notion,
  okta,
  outreach,
  pipedrive,
  quickbooks,
  reddit,
  salesforce,
  servicenow,
  shopify,
  slack,
  square,
  tiktok,
  webflow,
  x,
  xero,
  zendesk,
  zoho,
  zoom,
];

/** Every entry by key, defaults filled in. */
export const catalog: ReadonlyMap<string, Provider> = new Map(
  entries.map((entry) => [entry.key, v.parse(providerSchema, entry)]),
);

/** One entry, or undefined when the catalog has none of that key. */
export function provider(key: string): Provider | undefined {
  return catalog.get(key);
}
