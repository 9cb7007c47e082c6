import { PopupWindow } from '../popup/popup-window.ts';
import type { Obstacle } from '../state/connect-flow.ts';
import type { ConnectAttempt } from './connect-attempt.ts';
import type { FlowFollower } from './flow-follower.ts';
import type { FlowRun } from './flow-run.ts';

/** Without a handshake after this long, the window is taken as one that cannot talk to us. */
export const handshakeTimeoutMs = 3000;

/** Opens the window of an attempt; call it inside the click. @returns false when the browser gave none, which has then been told. */
export function openFlowWindow(run: FlowRun, follower: FlowFollower, attempt: ConnectAttempt): boolean {
  const page = run.page();
  const { localizer } = run.context();
  attempt.popup = new PopupWindow({
    url: run.client().startUrl({ o: page.origin, locale: localizer.locale }),
    name: `connection-config-${run.connection().id}`,
    page: page.window,
    // Finding out about a customer's server takes a while; a window that waits for it is not a blocked one.
    onReady: () => attempt.stopTimers(),
    onHandshake: () => {
      attempt.stopTimers();
      attempt.serverState = 'authorizing';
      run.dispatch({ type: 'handshake' });
      follower.follow(attempt);
    },
    onDone: () => void follower.poll(attempt),
  });
  const block = (by: Obstacle) => run.settle({ type: 'blocked', by: page.framed ? 'frame' : by });
  if (attempt.popup.blocked) {
    block('window');
    return false;
  }
  attempt.setTimer(page.setTimer(() => block('silent'), handshakeTimeoutMs));
  return true;
}
