import type {
  Connection,
  ConnectAnswer,
  ConnectRequest,
  Disconnected,
  FieldsPatch,
  FinalizeRequest,
  FlowStatus,
  LogPage,
  LogPageQuery,
  TestResult,
} from '#contract';
import { paths } from '#contract';
import { isConnectAnswer, isConnection, isFlowStatus, isLogPage, withConnection } from './answer-checks.ts';
import type { SessionClient } from './session-client.ts';

/** What can be done with connections at the connection server. Throws what {@link SessionClient} throws. */
export class ConnectionClient {
  readonly #session: SessionClient;

  constructor(session: SessionClient) {
    this.#session = session;
  }

  /** Origin (and path prefix) of the connection server, without a trailing slash. */
  get baseUrl(): string {
    return this.#session.baseUrl;
  }

  /** The page that a sign-in opens on; in a window before it is known which flow that is for. */
  startUrl(query: Parameters<typeof paths.oauthStart>[0]): string {
    return this.baseUrl + paths.oauthStart(query);
  }

  saveFields(id: string, body: FieldsPatch, signal?: AbortSignal): Promise<Connection> {
    return this.#session.call({ method: 'PATCH', path: paths.fields(id), body, answer: isConnection, signal });
  }

  connect(id: string, body: ConnectRequest, signal?: AbortSignal): Promise<ConnectAnswer> {
    return this.#session.call({ method: 'POST', path: paths.connect(id), body, answer: isConnectAnswer, signal });
  }

  flow(flowId: string, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#session.call({ path: paths.flow(flowId), answer: isFlowStatus, signal });
  }

  cancelFlow(flowId: string): Promise<FlowStatus> {
    return this.#session.call({ method: 'POST', path: paths.flowCancel(flowId), answer: isFlowStatus });
  }

  finalizeFlow(flowId: string, body: FinalizeRequest, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#session.call({ method: 'POST', path: paths.flowFinalize(flowId), body, answer: isFlowStatus, signal });
  }

  disconnect(id: string): Promise<Disconnected> {
    return this.#session.call({ method: 'POST', path: paths.disconnect(id), answer: withConnection<Disconnected> });
  }

  test(id: string, signal?: AbortSignal): Promise<TestResult> {
    return this.#session.call({ method: 'POST', path: paths.test(id), answer: withConnection<TestResult>, signal });
  }

  logs(id: string, page: LogPageQuery, signal?: AbortSignal): Promise<LogPage> {
    return this.#session.call({ path: paths.logs(id, page), answer: isLogPage, signal });
  }
}
