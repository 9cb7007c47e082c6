import type { Connection } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { ConnectionClient } from '../api/client.ts';
import type { CardContext } from '../state/connection-context.ts';
import type { FlowPage } from './flow-page.ts';

/** What the controllers of one connection need of its element. Read when needed, since an element gets its properties after its controllers. */
export interface ConnectionSurroundings {
  readonly page: () => FlowPage;
  readonly client: () => ConnectionClient;
  readonly context: () => CardContext;
  readonly connection: () => Connection;
  /** What a thrown value means; undefined for work given up on purpose. */
  readonly failureOf: (thrown: unknown) => ApiError | undefined;
}
