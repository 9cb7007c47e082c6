import type { StartedFlow } from '#contract';
import { rememberRedirect } from '../popup/redirect-return.ts';
import { rememberFlow } from '../popup/remembered-flow.ts';
import type { ConnectFlowMode } from '../state/connect-flow.ts';
import type { ConnectAttempt } from './connect-attempt.ts';
import type { FlowFollower } from './flow-follower.ts';
import type { FlowRun } from './flow-run.ts';
import { redirectUrl, refused } from './flow-run.ts';

/**
 * Asks the server for a flow and sets it going in its mode: hands it to the window, leaves for it in this tab, or shows its code.
 * @param prepare saves what has been typed; false gives the attempt up.
 */
export async function beginFlow(
  run: FlowRun,
  follower: FlowFollower,
  attempt: ConnectAttempt,
  mode: ConnectFlowMode,
  prepare: () => Promise<boolean>,
): Promise<void> {
  const page = run.page();
  const { locale } = run.context().localizer;
  try {
    if (!(await prepare())) {
      attempt.popup?.close();
      if (run.isCurrent(attempt)) run.settle({ type: 'cancel' });
      return;
    }
    const { id } = run.connection();
    const request =
      mode === 'redirect'
        ? ({ mode, locale, returnUrl: page.address } as const)
        : mode === 'popup'
          ? ({ mode, locale } as const)
          : { mode };
    const answer = await run.client().connect(id, request, attempt.signal);
    if (!run.isCurrent(attempt)) return;
    if (answer.kind === 'connected') return run.settle({ type: 'answered', connection: answer.connection });
    attempt.flowId = answer.flow.id;
    if (answer.kind === 'device') {
      attempt.endsAt = page.now() + answer.flow.expiresInSeconds * 1000;
      run.settle({ type: 'code', device: answer.flow });
      return follower.follow(attempt);
    }
    attempt.started = answer.flow;
    if (mode === 'redirect') return leaveFor(run, answer.flow);
    rememberFlow(page, id, answer.flow);
    attempt.popup?.begin(answer.flow);
  } catch (thrown) {
    const failure = run.failureOf(thrown);
    if (!failure) return;
    attempt.popup?.close();
    if (run.isCurrent(attempt)) run.settle(refused(failure));
  }
}

/** Redirect mode: what the page has to know when the browser comes back is kept in this tab. */
function leaveFor(run: FlowRun, flow: StartedFlow): void {
  const page = run.page();
  const client = run.client();
  const { integration, localizer } = run.context();
  rememberRedirect(page.sessionStorage, {
    baseUrl: client.baseUrl,
    integration,
    configVar: run.connection().configVar,
    flowId: flow.id,
    startSecret: flow.startSecret,
  });
  page.navigate(redirectUrl(client, localizer.locale, flow));
}
