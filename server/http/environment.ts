import type { Session } from '../storage/index.ts';
import type { Dependencies } from '../services/dependencies.ts';

/** What every route works with: the use cases' dependencies, and what only the edge needs. */
export interface HttpDependencies extends Dependencies {
  /** SHA-256 of each accepted API key. */
  readonly apiKeyHashes: readonly Buffer[];
  /** Folder with the tag's built files. */
  readonly tagDirectory: string;
}

/** Variables on Hono's context. */
export interface HttpEnvironment {
  Variables: {
    requestId: string;
    /** Set by the session middleware on the tag's routes. */
    session: Session;
    /** Set on HTML routes: the nonce of the page's own script and style. */
    nonce: string;
  };
}
