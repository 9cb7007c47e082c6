import type { DemoSecrets } from '../demo-secrets.ts';
import type { DemoSettings } from '../settings.ts';
import { startAcmeErp } from './acme-erp.ts';
import { startAmazonS3 } from './amazon-s3.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import type { Running } from './listen.ts';
import { startNorthwindDesk } from './northwind-desk.ts';
import { startTableau } from './tableau.ts';
import { startWellKnownApps } from './well-known-apps.ts';

/** Every third party of the demo. */
export interface ThirdParties extends Running {
  readonly acme: AuthorizationServer;
}

/** Starts every third party of the demo in this process; settles when all of them listen. */
export async function startThirdParties(settings: DemoSettings, secrets: DemoSecrets): Promise<ThirdParties> {
  const running = await Promise.all([
    startAcmeErp(settings, secrets),
    startNorthwindDesk(settings, secrets),
    startWellKnownApps(settings, secrets),
    startAmazonS3(settings),
    startTableau(settings),
  ]);
  return {
    acme: running[0],
    async close() {
      await Promise.all(running.map((thirdParty) => thirdParty.close()));
    },
  };
}
