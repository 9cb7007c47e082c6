import { ClientSecretBasic, ClientSecretPost, None, type ClientAuth } from 'oauth4webapi';
import type { ResolvedOAuth } from '../definitions/model.ts';

/**
 * How the client proves who it is, from the provider's facts. A client without a secret only names itself.
 * Basic never comes with a `client_id` in the body: some servers then ignore the header.
 * @see RFC 6749 section 2.3.1
 */
export function clientAuthentication({ clientSecret, provider }: ResolvedOAuth): ClientAuth {
  if (clientSecret === undefined || clientSecret === '') return None();
  switch (provider.token.clientAuth) {
    case 'basic':
      return ClientSecretBasic(clientSecret);
    case 'basic_raw':
      return rawBasic(clientSecret);
    case 'post':
      return ClientSecretPost(clientSecret);
    case 'none':
      return None();
  }
}

/** Basic as RFC 7617 has it, without the form-encoding of RFC 6749, which some servers do not undo. */
function rawBasic(clientSecret: string): ClientAuth {
  return (_server, client, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(`${client.client_id}:${clientSecret}`).toString('base64')}`);
  };
}
