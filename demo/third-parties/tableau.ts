import { randomBytes } from 'node:crypto';
import { createEmulator, defineEmulator } from 'emulate';
import { demoAccounts } from '../demo-accounts.ts';
import type { DemoSettings } from '../settings.ts';
import type { Running } from './listen.ts';

interface SignInRequest {
  readonly credentials?: {
    readonly personalAccessTokenName?: string;
    readonly personalAccessTokenSecret?: string;
    readonly site?: { readonly contentUrl?: string };
  };
}

/**
 * The two calls of Tableau's REST API that the demo makes: server info, and sign-in with a personal access token.
 * @see https://help.tableau.com/current/api/rest_api/en-us/REST/rest_api_ref_authentication.htm (read 2026-11-23)
 */
const tableau = defineEmulator({
  name: 'tableau',
  state: () => ({ ...demoAccounts.tableau }),
  setup({ app, state }) {
    app.get('/api/3.22/serverinfo', (c) =>
      c.json({ serverInfo: { productVersion: { value: '2024.1.0' }, restApiVersion: '3.22' } }),
    );
    app.post('/api/3.22/auth/signin', async (c) => {
      const { credentials } = await c.req.json<SignInRequest>();
      const accepted =
        credentials?.personalAccessTokenName === state.tokenName &&
        credentials.personalAccessTokenSecret === state.token &&
        credentials.site?.contentUrl === state.siteId;
      if (!accepted)
        return c.json({ error: { summary: 'Signin Error', detail: 'Error signing in to Tableau Server', code: '401001' } }, 401);
      const token = randomBytes(16).toString('base64url');
      return c.json({ credentials: { token, site: { id: 'site-1', contentUrl: state.siteId }, user: { id: 'user-1' } } });
    });
  },
});

/** A Tableau Server. Settles when it listens. */
export async function startTableau({ ports, urls }: DemoSettings): Promise<Running> {
  return createEmulator({ service: tableau, port: ports.tableau, baseUrl: urls.tableau });
}
