import * as v from 'valibot';
import { bindSteps } from './bind-steps.ts';
import { FaultList, joinPath } from './definition-error.ts';
import { deepFreeze, FrozenMap } from './frozen-map.ts';
import type { Component, ConnectionConfigVar, ConnectionDefinition, Integration, Model } from './model.ts';
import { parseConfigVar } from './parse-config-var.ts';
import { isIcon, parseConnection } from './parse-connection.ts';
import { describeIssues } from './shape-faults.ts';
import {
  configSchema,
  type WrittenComponentShape,
  type WrittenConfigVarShape,
  type WrittenIntegrationShape,
} from './written-schema.ts';

/**
 * Reads what a vendor declared (the default export of the configuration file, or its JSON) into the frozen model.
 * @throws DefinitionError with every fault that was found.
 */
export function parseConfig(input: unknown): Model {
  const faults = new FaultList();
  const written = v.safeParse(configSchema, input);
  if (!written.success) describeIssues(written.issues, '', faults);
  faults.throwIfAny();
  const config = written.output as v.InferOutput<typeof configSchema>;

  const components = collect(config.components, 'components', faults, (component, path) =>
    parseComponent(component, path, faults),
  );
  const integrations = collect(config.integrations, 'integrations', faults, (integration, path) =>
    parseIntegration(integration, components, path, faults),
  );
  faults.throwIfAny();
  return deepFreeze(withCallbackKeys({ components, integrations }));
}

/** Reads a list of things that have keys into a map; a key that comes twice is a fault. */
function collect<Written extends { readonly key: string }, Read>(
  list: readonly Written[],
  path: string,
  faults: FaultList,
  read: (written: Written, path: string) => Read,
): ReadonlyMap<string, Read> {
  const entries = new Map<string, Read>();
  list.forEach((written, index) => {
    const at = joinPath(path, index);
    if (entries.has(written.key)) {
      faults.add(joinPath(at, 'key'), 'duplicate_key', `The key "${written.key}" is used twice in this list. Rename one.`);
    }
    entries.set(written.key, read(written, at));
  });
  return new FrozenMap(entries);
}

function parseComponent(written: WrittenComponentShape, path: string, faults: FaultList): Component {
  const icon = [written.display?.icons?.avatarPath, written.display?.iconPath].find(isIcon);
  const context = { componentKey: written.key, componentIcon: icon };
  return {
    key: written.key,
    label: written.display?.label ?? written.label ?? written.key,
    description: written.display?.description ?? '',
    ...(icon === undefined ? {} : { icon }),
    connections: collect(written.connections ?? [], joinPath(path, 'connections'), faults, (connection, at) =>
      parseConnection(connection, context, at, faults),
    ),
  };
}

function parseIntegration(
  written: WrittenIntegrationShape,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): Integration {
  const at = joinPath(path, 'configVars');
  const configVars = new Map<string, ConnectionConfigVar>();
  const stableKeys = new Set<string>();
  for (const { key, written: configVar, path: configVarPath } of configVarEntries(written.configVars ?? [], at, faults)) {
    if (configVars.has(key))
      faults.add(joinPath(configVarPath, 'key'), 'duplicate_key', `Two config variables have the key "${key}".`);
    const parsed = parseConfigVar(key, configVar, written.key, components, configVarPath, faults);
    if (!parsed) continue;
    if (stableKeys.has(parsed.stableKey)) {
      const message = `Two config variables have the stable key "${parsed.stableKey}". Give each its own.`;
      faults.add(joinPath(configVarPath, 'stableKey'), 'duplicate_key', message);
    }
    stableKeys.add(parsed.stableKey);
    configVars.set(key, parsed);
  }
  const steps = bindSteps(written.steps ?? [], written.key, configVars, components, joinPath(path, 'steps'), faults);
  return {
    key: written.key,
    name: written.name,
    description: written.description ?? '',
    steps,
    configVars: new FrozenMap(configVars),
  };
}

function configVarEntries(
  written: readonly WrittenConfigVarShape[] | Readonly<Record<string, WrittenConfigVarShape>>,
  path: string,
  faults: FaultList,
): { key: string; written: WrittenConfigVarShape; path: string }[] {
  if (!Array.isArray(written)) {
    return Object.entries(written as Record<string, WrittenConfigVarShape>).map(([key, configVar]) => ({
      key,
      written: configVar,
      path: joinPath(path, key),
    }));
  }
  return (written as WrittenConfigVarShape[]).flatMap((configVar, index) => {
    const at = joinPath(path, index);
    if (configVar.key) return [{ key: configVar.key, written: configVar, path: at }];
    faults.add(joinPath(at, 'key'), 'missing', 'A config variable in a list needs a "key".');
    return [];
  });
}

/** Makes callback keys unique: definitions of several components may share a key ("oauth2" is common), and must not share a callback. */
function withCallbackKeys({ components, integrations }: Model): Model {
  const owners = new Map<string, Set<string>>();
  // A connection written in place belongs to no component; its integration tells it from others.
  const ownerOf = ({ key, componentKey }: ConnectionDefinition, integrationKey?: string) =>
    integrationKey !== undefined && !components.get(componentKey)?.connections.has(key) ? integrationKey : componentKey;
  const note = (definition: ConnectionDefinition, integrationKey?: string) => {
    if (definition.connect !== 'popup') return;
    owners.set(definition.key, (owners.get(definition.key) ?? new Set()).add(ownerOf(definition, integrationKey)));
  };
  for (const component of components.values()) component.connections.forEach((definition) => note(definition));
  for (const { key, configVars } of integrations.values()) configVars.forEach(({ definition }) => note(definition, key));

  const rekey = (definition: ConnectionDefinition, integrationKey?: string): ConnectionDefinition => {
    const isShared = (owners.get(definition.key)?.size ?? 0) > 1;
    return isShared ? { ...definition, callbackKey: `${ownerOf(definition, integrationKey)}-${definition.key}` } : definition;
  };
  return {
    components: mapValues(components, (component) => ({
      ...component,
      connections: mapValues(component.connections, (definition) => rekey(definition)),
    })),
    integrations: mapValues(integrations, (integration) => ({
      ...integration,
      configVars: mapValues(integration.configVars, (configVar) => ({
        ...configVar,
        definition: rekey(configVar.definition, integration.key),
      })),
    })),
  };
}

function mapValues<Value>(map: ReadonlyMap<string, Value>, change: (value: Value) => Value): ReadonlyMap<string, Value> {
  return new FrozenMap([...map].map(([key, value]) => [key, change(value)]));
}
