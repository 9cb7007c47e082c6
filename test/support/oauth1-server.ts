import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import oauthorize from 'oauthorize';
import passport from 'passport';
import strategies from 'passport-http-oauth';
import { listenOnLoopback } from './loopback-server.ts';

/** A real OAuth 1.0a server (npm `oauthorize` behind `passport-http-oauth`) on loopback: three legs, and one resource. */
export interface OAuth1Server {
  readonly url: string;
  readonly consumer: { readonly key: string; readonly secret: string };
  /** Calls that asked for a token and were let through, by path. */
  readonly tokenCalls: string[];
  /** Every token and secret it gave out. */
  readonly secrets: Set<string>;
  /** Ends every grant, as its owner could on the server's own pages. */
  revokeEverything(): void;
  stop(): Promise<void>;
}

interface RequestToken {
  readonly secret: string;
  readonly callbackUrl: string;
  user?: string;
  verifier?: string;
}

const maxSkewSeconds = 300;

/** Starts one. Signatures, nonces, timestamps and verifiers are checked; request tokens are good for one exchange. */
export async function startOAuth1Server(): Promise<OAuth1Server> {
  const consumer = { key: 'consumer & key', secret: 'a secret & more: 100%' };
  const requestTokens = new Map<string, RequestToken>();
  const accessTokens = new Map<string, { readonly secret: string; readonly user: string }>();
  const tokenCalls: string[] = [];
  const secrets = new Set<string>();
  const nonces = new Set<string>();
  const random = () => {
    const secret = randomBytes(16).toString('hex');
    secrets.add(secret);
    return secret;
  };

  const findConsumer = (key: string, done: (error: unknown, ...values: unknown[]) => void) =>
    key === consumer.key ? done(null, consumer, consumer.secret) : done(null, false);
  const validate = (timestamp: string, nonce: string, done: (error: unknown, valid: boolean) => void) => {
    const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < maxSkewSeconds && !nonces.has(nonce);
    nonces.add(nonce);
    done(null, isFresh);
  };
  const { Passport } = passport;
  const guard = new Passport()
    .use(
      'consumer',
      new strategies.ConsumerStrategy(findConsumer, (token, done) => done(null, requestTokens.get(token)?.secret), validate),
    )
    .use(
      'token',
      new strategies.TokenStrategy(
        findConsumer,
        (token, done) => {
          const known = accessTokens.get(token);
          return known ? done(null, { id: known.user }, known.secret) : done(null, false);
        },
        validate,
      ),
    );

  const toolkit = oauthorize.createServer();
  toolkit.serializeClient((client, done) => done(null, client.key));
  toolkit.deserializeClient((_key, done) => done(null, consumer));

  const app = express();
  app.use(guard.initialize());
  const asConsumer: RequestHandler[] = [
    guard.authenticate('consumer', { session: false }),
    (request, _response, next) => {
      tokenCalls.push(request.path);
      next();
    },
  ];
  app.post(
    '/request_token',
    asConsumer,
    toolkit.requestToken((_client, callbackUrl, done) => {
      const [token, secret] = [random(), random()];
      requestTokens.set(token, { secret, callbackUrl });
      done(null, token, secret);
    }),
    toolkit.errorHandler(),
  );
  app.post(
    '/access_token',
    asConsumer,
    toolkit.accessToken(
      (token, verifier, done) => done(null, verifier !== undefined && requestTokens.get(token)?.verifier === verifier),
      (_client, requestToken, done) => {
        const { user = '' } = requestTokens.get(requestToken) ?? {};
        requestTokens.delete(requestToken);
        const [token, secret] = [random(), random()];
        accessTokens.set(token, { secret, user });
        done(null, token, secret, { screen_name: user, not_declared: 'x' });
      },
    ),
    toolkit.errorHandler(),
  );
  app.get(
    '/authorize',
    session(),
    toolkit.userAuthorization((token, done) => done(null, consumer, requestTokens.get(token)?.callbackUrl)),
    (request: Request, response: Response) => {
      const { transactionID: transaction = '' } = (request as OAuth1Request).oauth ?? {};
      response.send(
        `<form action="/authorize"><input type="hidden" name="transaction_id" value="${transaction}">` +
          '<input type="text" name="login"><button name="allow" value="1">Allow</button>' +
          '<button name="cancel" value="1">Cancel</button></form>',
      );
    },
    toolkit.errorHandler({ mode: 'indirect' }),
  );
  app.post(
    '/authorize',
    session(),
    express.urlencoded({ extended: false }),
    (request: Request, _response: Response, next: NextFunction) => {
      (request as OAuth1Request).user = { id: String((request.body as { login?: string }).login) };
      next();
    },
    toolkit.userDecision((token, user, done) => {
      const known = requestTokens.get(token);
      if (known) Object.assign(known, { user: user.id, verifier: random() });
      done(null, known?.verifier);
    }),
    toolkit.errorHandler({ mode: 'indirect' }),
  );
  app.all(
    '/me',
    express.urlencoded({ extended: false }),
    guard.authenticate('token', { session: false }),
    (request, response) => {
      response.json({ user: (request as OAuth1Request).user?.id });
    },
  );

  const server = createServer(app);
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    url,
    consumer,
    tokenCalls,
    secrets,
    revokeEverything: () => accessTokens.clear(),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the packages put on a request. */
interface OAuth1Request extends Request {
  session?: object;
  user?: { readonly id: string };
  oauth?: { readonly transactionID?: string };
}

/** Sessions by cookie, in memory, which is all that `oauthorize` asks for. */
function session(): RequestHandler {
  return (request, response, next) => {
    const known = /\bsid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomBytes(8).toString('hex');
    const store = sessions.get(known) ?? {};
    sessions.set(known, store);
    (request as OAuth1Request).session = store;
    response.setHeader('set-cookie', `sid=${known}`);
    next();
  };
}

const sessions = new Map<string, object>();
