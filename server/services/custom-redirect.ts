import type { ErrorCode } from '../contract/index.ts';
import type { Model } from '../definitions/index.ts';
import type { FoundConnection } from './find-connection.ts';

/**
 * Where a config variable sends the browser after a sign-in instead of the default page, with the seven parameters of the product's
 * contract; on failure also `error`, a code of ours and never the provider's text. Undefined: the default page.
 */
export function customRedirect(
  model: Model,
  { record, configVar }: FoundConnection,
  failure: ErrorCode | undefined,
): string | undefined {
  const target = failure === undefined ? configVar.successRedirect : configVar.failureRedirect;
  if (target === undefined) return undefined;
  const url = new URL(target);
  const parameters = {
    instanceId: record.instance.id,
    instanceName: record.instance.name,
    integrationId: configVar.integrationKey,
    integrationName: model.integrations.get(configVar.integrationKey)?.name ?? configVar.integrationKey,
    requiredConfigVariableId: configVar.stableKey,
    requiredConfigVariableKey: configVar.key,
    id: record.id,
    ...(failure === undefined ? {} : { error: failure }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
