import { checkSecretDestinations } from './check-secret-destinations.ts';
import { joinPath, type FaultList } from './definition-error.ts';
import { FrozenMap } from './frozen-map.ts';
import type { Component, ConnectionConfigVar, ConnectionDefinition } from './model.ts';
import { checkOAuthConfig, parseConnection } from './parse-connection.ts';
import { placeInputs, type Placements } from './place-inputs.ts';
import { parseExactRedirect } from './safe-url.ts';
import { parseTranslations } from './translations.ts';
import type { WrittenConfigVarShape } from './written-schema.ts';

/** What a config variable refers to, and what it says about each input. */
interface Source {
  readonly definition: ConnectionDefinition;
  readonly placements: Placements;
  readonly placementsPath: string;
  /** The label when the variable writes none. */
  readonly label: string;
  /** Written in place, the variable's words are the definition's. */
  readonly isInPlace?: true;
}

/** Reads one connection config variable: by reference, long or short, or with the connection written in place. */
export function parseConfigVar(
  key: string,
  written: WrittenConfigVarShape,
  integrationKey: string,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): ConnectionConfigVar | undefined {
  if (written.dataType && written.dataType !== 'connection') {
    faults.add(joinPath(path, 'dataType'), 'unsupported', 'Only config variables of the data type "connection" belong here.');
    return undefined;
  }
  const source = findSource(key, written, components, path, faults);
  if (!source) return undefined;
  const definition = withOwnOAuthConfig(source.definition, written, path, faults);
  const visibility = written.visibility ?? written.permissionAndVisibilityType ?? 'customer';
  const defaults = { visibility, isVisibleToOrganization: written.visibleToOrgDeployer !== false };
  const { successRedirect, failureRedirect } = parseRedirects(written, path, faults);
  const configVar: ConnectionConfigVar = {
    key,
    stableKey: written.stableKey || key,
    label: written.label || source.label,
    description: written.description ?? '',
    integrationKey,
    definition,
    inputs: placeInputs(definition, source.placements, defaults, source.placementsPath, faults),
    translations: parseTranslations(
      source.isInPlace ? {} : written.translations,
      definition.inputs,
      joinPath(path, 'translations'),
      faults,
    ),
    visibility,
    ...(successRedirect ? { successRedirect } : {}),
    ...(failureRedirect ? { failureRedirect } : {}),
  };
  checkSecretDestinations(configVar, path, faults);
  return configVar;
}

/** The variable that a step gets when its component has none yet: all defaults. */
export function defaultConfigVar(
  key: string,
  integrationKey: string,
  definition: ConnectionDefinition,
  path: string,
  faults: FaultList,
): ConnectionConfigVar {
  const defaults = { visibility: 'customer', isVisibleToOrganization: true } as const;
  const configVar: ConnectionConfigVar = {
    key,
    stableKey: key,
    label: definition.label,
    description: '',
    integrationKey,
    definition,
    inputs: placeInputs(definition, {}, defaults, path, faults),
    translations: new FrozenMap([]),
    visibility: 'customer',
  };
  checkSecretDestinations(configVar, path, faults);
  return configVar;
}

function findSource(
  key: string,
  written: WrittenConfigVarShape,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): Source | undefined {
  const { connection } = written;
  if (typeof connection === 'object' && connection !== null) {
    const at = joinPath(path, 'connection');
    const definition = findDefinition(
      components,
      connection,
      { component: joinPath(at, 'component'), key: joinPath(at, 'key') },
      faults,
    );
    return definition && reference(key, definition, connection.values, joinPath(at, 'values'));
  }
  if (typeof written.component === 'string') {
    const paths = { component: joinPath(path, 'component'), key: joinPath(path, 'connection') };
    const definition = findDefinition(components, { component: written.component, key: connection }, paths, faults);
    return definition && reference(key, definition, written.inputs ?? {}, joinPath(path, 'inputs'));
  }
  if (written.inputs || written.oauth2Type) return inPlace(key, written, path, faults);
  faults.add(path, 'missing', 'Say which connection this is: a "component", a "connection" reference, or "inputs" of its own.');
  return undefined;
}

function reference(key: string, definition: ConnectionDefinition, placements: Placements, placementsPath: string): Source {
  // In code-native integrations the key is the name people read ("Slack Connection").
  return { definition, placements, placementsPath, label: key.includes(' ') ? key : definition.label };
}

function inPlace(key: string, written: WrittenConfigVarShape, path: string, faults: FaultList): Source {
  const definitionKey = camelCase(key);
  const label = written.label || key;
  const display = { label, description: written.description, iconPath: undefined, icons: written.icons };
  const shape = { ...written, key: definitionKey, display, inputs: written.inputs ?? {} };
  const context = { componentKey: definitionKey, componentIcon: undefined };
  const definition = parseConnection(
    { ...shape, comments: undefined, iconPath: undefined, avatarIconPath: undefined, icon: undefined },
    context,
    path,
    faults,
  );
  return { definition, placements: written.inputs ?? {}, placementsPath: joinPath(path, 'inputs'), label, isInPlace: true };
}

function camelCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length < 2) return words[0] ?? name;
  return words.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

function findDefinition(
  components: ReadonlyMap<string, Component>,
  { component: componentKey, key }: { component: string; key?: string | null | undefined },
  paths: { component: string; key: string },
  faults: FaultList,
): ConnectionDefinition | undefined {
  const component = components.get(componentKey);
  if (!component) {
    const known = [...components.keys()].join(', ') || 'none';
    faults.add(paths.component, 'unknown_component', `There is no component "${componentKey}". Declared are: ${known}.`);
    return undefined;
  }
  const keys = [...component.connections.keys()];
  if (key) {
    const definition = component.connections.get(key);
    if (!definition) {
      const known = keys.join(', ') || 'none';
      faults.add(
        paths.key,
        'unknown_connection',
        `The component "${componentKey}" has no connection "${key}". It has: ${known}.`,
      );
    }
    return definition;
  }
  const [only, ...others] = component.connections.values();
  if (only && others.length === 0) return only;
  const say = keys.length === 0 ? 'has no connections' : `has several connections; name one of: ${keys.join(', ')}`;
  faults.add(paths.key, keys.length === 0 ? 'unknown_connection' : 'missing', `The component "${componentKey}" ${say}.`);
  return undefined;
}

function withOwnOAuthConfig(
  definition: ConnectionDefinition,
  { oauth2Config }: WrittenConfigVarShape,
  path: string,
  faults: FaultList,
): ConnectionDefinition {
  if (!definition.grant || !oauth2Config) return definition;
  checkOAuthConfig(oauth2Config, definition.grant, joinPath(path, 'oauth2Config'), faults);
  const { allowedTokenParams, requiredScopes } = oauth2Config;
  return {
    ...definition,
    ...(allowedTokenParams ? { allowedTokenParams } : {}),
    ...(requiredScopes ? { requiredScopes } : {}),
  };
}

function parseRedirects({ oauth2Config }: WrittenConfigVarShape, path: string, faults: FaultList) {
  const read = (name: 'oAuthSuccessRedirectUri' | 'oAuthFailureRedirectUri') => {
    const text = oauth2Config?.[name];
    if (!text) return undefined;
    if (parseExactRedirect(text)) return text;
    const at = joinPath(joinPath(path, 'oauth2Config'), name);
    faults.add(
      at,
      'invalid_redirect',
      'Write the complete address as a browser shows it: https (http only on localhost), lower-case host, no user name, no fragment.',
    );
    return undefined;
  };
  return { successRedirect: read('oAuthSuccessRedirectUri'), failureRedirect: read('oAuthFailureRedirectUri') };
}
