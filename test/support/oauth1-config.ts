import { component, defineConnections, integration, oauth1Connection } from '../../server/definitions/index.ts';
import type { OAuth1Server } from './oauth1-server.ts';

/** Definitions of one vendor under test: an app that still speaks OAuth 1.0a. */
export function oauth1Config(
  { url, consumer }: Pick<OAuth1Server, 'url' | 'consumer'>,
  facts: { signatureMethod?: 'HMAC-SHA1' | 'HMAC-SHA256'; realm?: string } = {},
) {
  return defineConnections({
    components: [
      component({
        key: 'elder',
        display: { label: 'Elder', description: '' },
        connections: [
          oauth1Connection({
            key: 'elder',
            display: { label: 'Elder', description: 'Sign in.' },
            provider: {
              key: 'elder',
              label: 'Elder',
              oauth1: { requestTokenUrl: `${url}/request_token`, ...facts },
              authorize: { url: `${url}/authorize`, params: { force_login: 'true' } },
              token: { url: `${url}/access_token`, answer: { keep: ['screen_name'] } },
              accountLabel: 'screen_name',
              docs: { url: 'https://github.com/jaredhanson/oauthorize', checked: '2026-11-23' },
            },
            test: { url: `${url}/me?fields=user` },
            inputs: {
              clientId: { label: 'Consumer key', type: 'string', default: consumer.key, shown: false },
              clientSecret: { label: 'Consumer secret', type: 'password', default: consumer.secret },
            },
          }),
        ],
      }),
    ],
    integrations: [
      integration({
        key: 'elders',
        name: 'Elders',
        configVars: { elder: { component: 'elder', inputs: { clientSecret: { visibility: 'customer' } } } },
      }),
    ],
  });
}
