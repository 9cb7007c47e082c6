import type { HttpBindings } from '@hono/node-server';
import type { ApiKeyCheck } from '../services/api-keys.ts';
import type { Dependencies } from '../services/dependencies.ts';
import type { TagSession } from '../services/find-connection.ts';

/** What every route works with: the use cases' dependencies, and what only the edge needs. */
export interface HttpDependencies extends Dependencies {
  /** Whether a token is a key of the vendor's backend. */
  readonly isApiKey: ApiKeyCheck;
  /** Tasks of this server's background that hang. */
  readonly stalledTasks: () => readonly string[];
  /** The name of the vendor's product, as customers know it; undefined: the hosted page names none. */
  readonly vendorName: string | undefined;
  /** How many proxies, each of which adds to `X-Forwarded-For`, stand before the server; undefined: nobody has said. */
  readonly trustedProxies: number | undefined;
  /** Folder with the tag's built files. */
  readonly tagDirectory: string;
}

/** Variables on Hono's context. */
export interface HttpEnvironment {
  /** Node's own request; absent where the app is called without a server. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Set by the session middleware on the tag's routes. */
    session: TagSession;
    /** Set with the session: what its routes work with, kept to its customer. */
    deps: HttpDependencies;
    /** Set on HTML routes: the nonce of the page's own script and style. */
    nonce: string;
  };
}
