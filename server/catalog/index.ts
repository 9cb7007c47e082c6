/** Provider facts: one entry a file, each with its source and the day it was read. */
import * as v from 'valibot';
import { asana } from './asana.ts';
import { box } from './box.ts';
import { dropbox } from './dropbox.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { hubspot } from './hubspot.ts';
import { linear } from './linear.ts';
import { microsoft } from './microsoft.ts';
import { notion } from './notion.ts';
import { providerSchema, type Provider, type ProviderInput } from './provider.ts';
import { quickbooks } from './quickbooks.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';
import { xero } from './xero.ts';
import { zendesk } from './zendesk.ts';

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
  asana,
  box,
  dropbox,
  github,
  gitlab,
  google,
  hubspot,
  linear,
  microsoft,
  notion,
  quickbooks,
  salesforce,
  slack,
  xero,
  zendesk,
];

/** Every entry by key, defaults filled in. */
export const catalog: ReadonlyMap<string, Provider> = new Map(
  entries.map((entry) => [entry.key, v.parse(providerSchema, entry)]),
);

/** One entry, or undefined when the catalog has none of that key. */
export function provider(key: string): Provider | undefined {
  return catalog.get(key);
}
