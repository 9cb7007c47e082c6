import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import OAuth2Server from '@node-oauth/oauth2-server';
import { listenOnLoopback } from './loopback-server.ts';

/** A real authorization server (npm `@node-oauth/oauth2-server`) on loopback that gives tokens for a user name and a password. */
export interface PasswordServer {
  readonly url: string;
  /** The one password it knows; change it to lock people out. */
  password: string;
  /** The grants that were asked for, in order. */
  readonly asked: string[];
  /** Forgets every refresh token. */
  forgetRefreshTokens(): void;
  stop(): Promise<void>;
}

/** Starts one with the client `app` and the user `ada`; refresh tokens rotate. */
export async function startPasswordServer(): Promise<PasswordServer> {
  const refreshTokens = new Map<string, OAuth2Server.RefreshToken>();
  const asked: string[] = [];
  const oauth = new OAuth2Server({
    model: {
      getClient: (id, secret) =>
        Promise.resolve(
          id === 'app' && (secret === 'app-secret' || secret === null) ? { id, grants: ['password', 'refresh_token'] } : false,
        ),
      getUser: (name: string, password: string) =>
        Promise.resolve(name === 'ada' && password === server.password ? { id: name } : false),
      saveToken: (token, client, user) => {
        const saved = { ...token, client, user };
        if (saved.refreshToken !== undefined)
          refreshTokens.set(saved.refreshToken, { ...saved, refreshToken: saved.refreshToken });
        return Promise.resolve(saved);
      },
      getRefreshToken: (token) => Promise.resolve(refreshTokens.get(token) ?? false),
      revokeToken: (token) => Promise.resolve(refreshTokens.delete(token.refreshToken)),
      getAccessToken: () => Promise.resolve(false),
    } satisfies OAuth2Server.PasswordModel & OAuth2Server.RefreshTokenModel,
  });
  const http = createServer(async (request, response) => {
    const body = Object.fromEntries(new URLSearchParams(await text(request)));
    asked.push(String(body['grant_type']));
    const answer = new OAuth2Server.Response({ headers: {} });
    const question = new OAuth2Server.Request({
      method: 'POST',
      query: {},
      headers: request.headers as Record<string, string>,
      body,
    });
    // A refusal is thrown after it has been written into the answer.
    await oauth.token(question, answer).catch(() => undefined);
    response.writeHead(answer.status ?? 500, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  const server: PasswordServer = {
    url: `http://127.0.0.1:${await listenOnLoopback(http)}`,
    password: 'correct horse',
    asked,
    forgetRefreshTokens: () => refreshTokens.clear(),
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}
