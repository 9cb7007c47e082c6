import { joinPath, type FaultList } from './definition-error.ts';
import type { Component, ConnectionConfigVar, Step } from './model.ts';
import { defaultConfigVar } from './parse-config-var.ts';
import type { WrittenStepShape } from './written-schema.ts';

/**
 * Binds each step whose component has connections to a config variable: the one it names, else the one of its component, else a new one
 * with all defaults, which is added to `configVars` for the steps after it to share.
 */
export function bindSteps(
  steps: readonly WrittenStepShape[],
  integrationKey: string,
  configVars: Map<string, ConnectionConfigVar>,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): Step[] {
  const seen = new Set<string>();
  return steps.map((written, index) => {
    const at = joinPath(path, index);
    if (seen.has(written.key)) faults.add(joinPath(at, 'key'), 'duplicate_key', `Two steps have the key "${written.key}".`);
    seen.add(written.key);
    const configVar = bindStep(written, integrationKey, configVars, components, at, faults);
    return {
      key: written.key,
      name: written.name || written.key,
      component: written.component,
      action: written.action,
      ...(configVar === undefined ? {} : { configVar }),
    };
  });
}

function bindStep(
  step: WrittenStepShape,
  integrationKey: string,
  configVars: Map<string, ConnectionConfigVar>,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): string | undefined {
  if (step.configVar) return bindByName(step.configVar, step.component, configVars, components, path, faults);
  const component = components.get(step.component);
  if (!component) {
    const known = [...components.keys()].join(', ') || 'none';
    const message = `There is no component "${step.component}". Declared are: ${known}.`;
    faults.add(joinPath(path, 'component'), 'unknown_component', message);
    return undefined;
  }
  const [preferred] = component.connections.values();
  if (!preferred) return undefined;
  const candidates = [...configVars.values()].filter(({ definition }) => definition.componentKey === component.key);
  if (candidates.length > 1) {
    const keys = candidates.map(({ key }) => key).join(', ');
    faults.add(
      joinPath(path, 'configVar'),
      'ambiguous_config_var',
      `Several config variables are for "${component.key}": ${keys}. Name the one this step uses in "configVar".`,
    );
    return undefined;
  }
  const existing = candidates[0];
  if (existing) return existing.key;
  const key = freeKey(component.key, configVars);
  configVars.set(key, defaultConfigVar(key, integrationKey, preferred, path, faults));
  return key;
}

function bindByName(
  name: string,
  componentKey: string,
  configVars: ReadonlyMap<string, ConnectionConfigVar>,
  components: ReadonlyMap<string, Component>,
  path: string,
  faults: FaultList,
): string | undefined {
  const at = joinPath(path, 'configVar');
  const configVar = configVars.get(name);
  if (!configVar) {
    const known = [...configVars.keys()].join(', ') || 'none';
    faults.add(at, 'unknown_config_var', `There is no config variable "${name}" in this integration. It has: ${known}.`);
    return undefined;
  }
  // A connection written in place belongs to no component, so any step may use it: code steps do.
  const owner = configVar.definition.componentKey;
  if (components.has(owner) && owner !== componentKey) {
    faults.add(
      at,
      'unknown_config_var',
      `The config variable "${name}" is for "${owner}", and this step is of "${componentKey}".`,
    );
  }
  return name;
}

function freeKey(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let key = wanted;
  for (let count = 2; taken.has(key); count++) key = `${wanted}-${count}`;
  return key;
}
