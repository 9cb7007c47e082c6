import { ConnectionServerError, type Client } from 'connection-config/client';
import type { DemoSettings } from '../settings.ts';
import { stepCode } from './steps.ts';

/** How one step went. */
export interface StepResult {
  readonly step: string;
  readonly name: string;
  readonly outcome: 'succeeded' | 'skipped' | 'failed';
  readonly message: string;
}

export interface RunOptions {
  readonly client: Pick<Client, 'use'>;
  readonly customer: string;
  readonly integration: string;
  readonly steps: readonly { readonly key: string; readonly name: string; readonly configVar?: string }[];
  readonly urls: DemoSettings['urls'];
}

// A step takes seconds, and some of these third parties' tokens live for one minute only.
const minTtlSeconds = 30;

/** Runs the integration for one customer, step by step; a step that fails does not keep the others from running. */
export async function runIntegration({ client, customer, integration, steps, urls }: RunOptions): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const { key, name, configVar } of steps) {
    const code = stepCode[key];
    if (code === undefined || configVar === undefined) continue;
    try {
      // `use` fetches fresh credentials, and reports afterwards how it went: that is what turns a connection green or red.
      const message = await client.use({ customer, integration, configVar, minTtlSeconds }, (connection) =>
        code(connection, urls),
      );
      results.push({ step: key, name, outcome: 'succeeded', message });
    } catch (error) {
      results.push({ step: key, name, ...explain(error) });
    }
  }
  return results;
}

/** A connection that nobody has set up is no failure: the customer simply does not use that app. */
function explain(error: unknown): Pick<StepResult, 'outcome' | 'message'> {
  if (error instanceof ConnectionServerError && error.code === 'not_configured')
    return { outcome: 'skipped', message: 'Not connected.' };
  return { outcome: 'failed', message: error instanceof Error ? error.message : String(error) };
}
