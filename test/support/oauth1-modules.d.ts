/** What the tests use of the packages that make an OAuth 1.0a server; none of them brings types. */
declare module 'oauthorize' {
  import type { ErrorRequestHandler, RequestHandler } from 'express';

  type Done<Values extends unknown[]> = (error: unknown, ...values: Partial<Values>) => void;
  interface OAuth1Toolkit {
    serializeClient(serialize: (client: { key: string }, done: Done<[string]>) => void): void;
    deserializeClient(deserialize: (key: string, done: Done<[object]>) => void): void;
    requestToken(issue: (client: object, callbackUrl: string, done: Done<[string, string]>) => void): RequestHandler;
    userAuthorization(validate: (token: string, done: Done<[object, string]>) => void): RequestHandler;
    userDecision(issue: (token: string, user: { id: string }, done: Done<[string]>) => void): RequestHandler[];
    accessToken(
      verify: (token: string, verifier: string, done: Done<[boolean]>) => void,
      issue: (client: object, token: string, done: Done<[string, string, Record<string, string>]>) => void,
    ): RequestHandler;
    errorHandler(options?: { mode: 'direct' | 'indirect' }): ErrorRequestHandler;
  }
  const oauthorize: { createServer(): OAuth1Toolkit };
  export default oauthorize;
}

declare module 'passport-http-oauth' {
  type Done = (error: unknown, ...values: unknown[]) => void;
  type Find = (name: string, done: Done) => void;
  type Validate = (timestamp: string, nonce: string, done: Done) => void;
  const strategies: {
    ConsumerStrategy: new (consumer: Find, token: Find, validate: Validate) => object;
    TokenStrategy: new (consumer: Find, verify: Find, validate: Validate) => object;
  };
  export default strategies;
}

declare module 'passport' {
  import type { RequestHandler } from 'express';

  interface Guard {
    initialize(): RequestHandler;
    use(name: string, strategy: object): this;
    authenticate(name: string, options: { session: false }): RequestHandler;
  }
  const passport: { Passport: new () => Guard };
  export default passport;
}
