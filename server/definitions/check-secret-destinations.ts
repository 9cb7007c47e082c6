import { joinPath, type FaultList } from './definition-error.ts';
import type { ConfigVarInput, ConnectionConfigVar, Input } from './model.ts';
import { providerUrl, urlInputs, type UrlInput } from './oauth-inputs.ts';
import { isOAuthInput, oauthSecrets } from './oauth-roles.ts';
import { serverUrlInput } from './resolve-discovered.ts';
import { hostChoosingSlots, parseUrlTemplate, slotKeys } from './template.ts';
import { usableDefault } from './written-value.ts';

/**
 * Refuses, before anything runs, a config variable that would let a customer decide where the vendor's client secret is sent, or where
 * a test sends somebody else's secret: an address, or the host in a template, that a customer may freely type. A list of choices
 * (`model`), a fixed host suffix, or a customer who brings the whole OAuth client make it safe.
 */
export function checkSecretDestinations(configVar: ConnectionConfigVar, path: string, faults: FaultList): void {
  const { definition, inputs } = configVar;
  const secret = oauthSecrets.find((key) => isOAuthInput(definition, key) && isVendorOwned(inputs.get(key)));
  if (secret !== undefined) {
    for (const role of urlInputs) {
      for (const key of freelyChosenBy(configVar, role)) {
        faults.add(
          path,
          'unsafe_url',
          `Customers can type "${key}", which decides where your ${secret} is used (${role}). Give the input a "model" of choices or a ` +
            `"hostSuffix", make it "organization" or "embedded", or let customers bring their own ${secret}.`,
        );
      }
    }
  }
  checkTest(configVar, path, faults);
  checkApiHosts(configVar, path, faults);
}

/** Whether the vendor, not the customer, provides a value: by a value, a default, or a visibility that keeps customers out. */
function isVendorOwned(input: ConfigVarInput | undefined): boolean {
  if (!input) return false;
  return input.visibility !== 'customer' || input.value !== undefined || usableDefault(input.input.default) !== undefined;
}

function isFreelyTyped(input: ConfigVarInput | undefined): boolean {
  return input !== undefined && input.visibility === 'customer' && input.input.model === undefined;
}

/** The inputs by which a customer could choose the host of an address. */
function freelyChosenBy(configVar: ConnectionConfigVar, role: UrlInput): string[] {
  const { provider } = configVar.definition;
  // Whoever gives the address decides what its metadata says, and with it every endpoint.
  if (provider?.discovery) return freelyTypedHosts(configVar, `{{#${serverUrlInput}}}`);
  const own = configVar.inputs.get(role);
  if (own && own.input.template === undefined) {
    if (isFreelyTyped(own)) return [role];
    if (own.value !== undefined || own.input.default !== undefined) return [];
  }
  return freelyTypedHosts(configVar, own?.input.template ?? providerUrl(provider, role));
}

function freelyTypedHosts(configVar: ConnectionConfigVar, template: string | undefined): string[] {
  const parsed = template === undefined ? undefined : parseUrlTemplate(template);
  if (!parsed) return [];
  const inputs = new Map<string, Input>([...configVar.inputs].map(([key, { input }]) => [key, input]));
  return hostChoosingSlots(parsed, inputs).filter((key) => isFreelyTyped(configVar.inputs.get(key)));
}

/**
 * A test request goes where its address says, with an OAuth token or with secrets in its slots. A customer may choose the host only when
 * all that is sent there is theirs to send: for OAuth, when the token came from that host anyway.
 */
function checkTest(configVar: ConnectionConfigVar, path: string, faults: FaultList): void {
  const { test, grant } = configVar.definition;
  if (!test) return;
  const tokenHosts = grant ? freelyChosenBy(configVar, 'tokenUrl') : [];
  const chosen = freelyTypedHosts(configVar, test.url).filter((key) => !tokenHosts.includes(key));
  if (chosen.length === 0) return;
  const sent = [test.url, ...Object.values(test.headers)].flatMap(slotKeys);
  const vendorSecret = sent.find((key) => {
    const input = configVar.inputs.get(key);
    return input?.input.secret === true && isVendorOwned(input);
  });
  if (grant || vendorSecret !== undefined) {
    const what = vendorSecret === undefined ? 'the access token' : `your "${vendorSecret}"`;
    faults.add(
      joinPath(path, 'test'),
      'unsafe_url',
      `Customers can type "${chosen[0]}", which decides where the test sends ${what}. Give the input a "model" or a "hostSuffix".`,
    );
  }
}

/** The vendor's code sends tokens there, so a customer may choose the host only where the token came from it anyway. */
function checkApiHosts(configVar: ConnectionConfigVar, path: string, faults: FaultList): void {
  const { provider } = configVar.definition;
  const tokenHosts = freelyChosenBy(configVar, 'tokenUrl');
  const chosen = (provider?.api.hosts ?? [])
    .flatMap((host) => freelyTypedHosts(configVar, host))
    .filter((key) => !tokenHosts.includes(key));
  if (chosen[0] === undefined) return;
  faults.add(
    joinPath(path, 'provider'),
    'unsafe_url',
    `Customers can type "${chosen[0]}", which decides where the access token may be sent ("api.hosts"). Give the input a "model" or a "hostSuffix".`,
  );
}
