import type { FlowStatus } from '#contract';
import { isPending } from '../state/connect-flow.ts';
import type { ConnectAttempt } from './connect-attempt.ts';
import type { FlowRun } from './flow-run.ts';
import { hasEnded, refused } from './flow-run.ts';

/** An answer that takes longer is lost, as after a laptop's sleep: ask again. */
const answerTimeoutMs = 10_000;

/** Follows a flow by asking the server, which alone knows its outcome, until it has ended or its time is over. */
export class FlowFollower {
  readonly #run: FlowRun;

  constructor(run: FlowRun) {
    this.#run = run;
  }

  /** Plans the next question: whoever is looking sees the result within two seconds; out of sight there is no hurry. */
  follow(attempt: ConnectAttempt): void {
    const page = this.#run.page();
    if (!this.#run.isConnected()) return;
    if (page.now() > attempt.endsAt) return this.#run.settle({ type: 'timeout' });
    attempt.setTimer(page.setTimer(() => void this.poll(attempt), this.#pollDelayMs(attempt)));
  }

  /** Asks now. */
  async poll(attempt: ConnectAttempt): Promise<void> {
    const { flowId } = attempt;
    if (flowId === undefined || !this.#run.isCurrent(attempt) || !isPending(this.#run.flow()) || attempt.asking) return;
    attempt.stopTimers();
    const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(answerTimeoutMs)]);
    await this.ask(attempt, () => this.#run.client().flow(flowId, signal));
  }

  /** Asks one question about the flow, and takes its answer in. */
  async ask(attempt: ConnectAttempt, question: () => Promise<FlowStatus>): Promise<void> {
    attempt.asking = true;
    try {
      const status = await question();
      if (this.#run.isCurrent(attempt)) this.#takeIn(attempt, status);
    } catch (thrown) {
      this.#takeFailure(attempt, thrown);
    } finally {
      attempt.asking = false;
    }
  }

  #takeIn(attempt: ConnectAttempt, status: FlowStatus): void {
    const run = this.#run;
    attempt.serverState = status.state;
    if (hasEnded(status)) return run.settle({ type: 'status', status });
    run.dispatch({ type: 'status', status });
    // The time that is left is shown with the code.
    if (run.flow().name === 'entering') run.requestUpdate();
    this.follow(attempt);
  }

  #takeFailure(attempt: ConnectAttempt, thrown: unknown): void {
    const run = this.#run;
    const failure = run.failureOf(thrown);
    if (!failure || !run.isCurrent(attempt)) return;
    const { code, status } = failure;
    // Begun by somebody who is no longer signed in on this page.
    if (attempt.isRecalled && status === 404) return run.abandon();
    // A server or network that is down for a moment says nothing about the sign-in.
    if (status === 0 ? code === 'offline' : status >= 500 || status === 429) return this.follow(attempt);
    run.settle(refused(failure));
  }

  #pollDelayMs(attempt: ConnectAttempt): number {
    const page = this.#run.page();
    if (page.document.visibilityState !== 'visible') return 5000;
    return page.now() - attempt.beganAt < 180_000 ? 1000 : 1500;
  }
}
