import * as v from 'valibot';
import { catalog } from '../catalog/index.ts';
import { providerSchema, type Provider } from '../catalog/provider.ts';
import { joinPath, type FaultList } from './definition-error.ts';
import type { Input } from './model.ts';
import { providerUrl, urlInputs } from './oauth-inputs.ts';
import { describeIssues } from './shape-faults.ts';
import { hostChoosingSlots, parseUrlTemplate, slotKeys } from './template.ts';

/** What a definition says that bears on its provider. */
export interface ProviderContext {
  readonly key: string;
  readonly label: string;
  readonly inputs: readonly Input[];
  readonly pkce?: 'plain' | 'S256';
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * The provider of a definition: a catalog entry, or a server that follows the standards, overlaid with what the definition says.
 * A `revokeUrl` input declares that the provider revokes by RFC 7009, unless the facts say more.
 */
export function parseProvider(
  written: string | Facts | null | undefined,
  context: ProviderContext,
  path: string,
  faults: FaultList,
): Provider | undefined {
  const base = baseFacts(written, context, path, faults);
  if (!base) return undefined;
  const { extends: _extends, ...own } = typeof written === 'object' && written !== null ? written : {};
  const facts = mergeFacts(base, own);
  // Where a server revokes may be an input, or found out about.
  const mayRevoke = context.inputs.some(({ key }) => key === 'revokeUrl') || facts['discovery'] !== undefined;
  const overlaid = mergeFacts(facts, {
    ...(context.pkce === undefined ? {} : { authorize: { pkce: context.pkce } }),
    ...(mayRevoke && facts['revoke'] === undefined ? { revoke: {} } : {}),
  });
  const parsed = v.safeParse(providerSchema, overlaid);
  if (!parsed.success) {
    describeIssues(parsed.issues, path, faults);
    return undefined;
  }
  checkSlots(parsed.output, context.inputs, path, faults);
  const { pushedUrl, requirePushed } = parsed.output.authorize;
  if (requirePushed && pushedUrl === undefined && !context.inputs.some(({ key }) => key === 'pushedUrl')) {
    faults.add(path, 'missing', 'Requests must be pushed, but no address to push them to is known. Add "authorize.pushedUrl".');
  }
  checkDetailsHost(parsed.output, context.inputs, path, faults);
  const { revoke, ...others } = parsed.output;
  // Without an address there is nothing to call, whatever the style.
  return revoke && (revoke.url !== undefined || mayRevoke) ? { ...others, revoke } : others;
}

function baseFacts(
  written: string | Facts | null | undefined,
  { key, label }: ProviderContext,
  path: string,
  faults: FaultList,
): Facts | undefined {
  const entryKey = typeof written === 'string' ? written : written?.['extends'];
  if (entryKey !== undefined) {
    const entry = typeof entryKey === 'string' ? catalog.get(entryKey) : undefined;
    if (entry) return entry;
    const at = typeof written === 'string' ? path : joinPath(path, 'extends');
    faults.add(at, 'unknown_provider', `The catalog has no such provider. It has: ${[...catalog.keys()].join(', ')}.`);
    return undefined;
  }
  return {
    key:
      key
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'provider',
    label,
    docs: { url: 'https://www.rfc-editor.org/rfc/rfc6749', checked: '2026-11-23' },
  };
}

/** Overlays facts member by member; lists are replaced, `null` removes. */
function mergeFacts(base: Facts, over: Facts): Facts {
  const changed = Object.entries(over).map(([name, value]): [string, unknown] => {
    const below = base[name];
    return [name, isFacts(value) ? mergeFacts(isFacts(below) ? below : {}, value) : value];
  });
  const merged = Object.entries({ ...base, ...Object.fromEntries(changed.filter(([, value]) => value !== undefined)) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkSlots(provider: Provider, inputs: readonly Input[], path: string, faults: FaultList): void {
  const known = new Set(inputs.filter(({ type }) => type !== 'template').map(({ key }) => key));
  const addresses = [
    ...urlInputs.map((role) => [role, providerUrl(provider, role)] as const),
    ...provider.api.hosts.map((host) => ['api.hosts', host] as const),
    detailsAddress(provider),
  ];
  for (const [role, address] of addresses) {
    for (const key of slotKeys(address ?? '')) {
      if (known.has(key)) continue;
      faults.add(path, 'invalid_template', `The provider's ${role} has the slot {{#${key}}}. Add an input with that key.`);
    }
  }
}

function detailsAddress({ afterConnect }: Provider): readonly [string, string | undefined] {
  return ['afterConnect.url', afterConnect?.url];
}

/** The access token is taken there unasked, so nothing that is typed may decide the host. */
function checkDetailsHost({ afterConnect }: Provider, inputs: readonly Input[], path: string, faults: FaultList): void {
  if (!afterConnect) return;
  const parsed = parseUrlTemplate(afterConnect.url);
  if (parsed && hostChoosingSlots(parsed, new Map(inputs.map((input) => [input.key, input]))).length === 0) return;
  faults.add(
    joinPath(joinPath(path, 'afterConnect'), 'url'),
    'unsafe_url',
    'The access token is sent there, so its host must be fixed, or end with a fixed suffix of two labels at least.',
  );
}
