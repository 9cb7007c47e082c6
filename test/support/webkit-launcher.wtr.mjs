import { startWebKit } from './webkit.ts';

/** Runs element tests in WebKit, one page after the other in one window: WebKitWebDriver has one session, and tabs there share a thread. */
export function webKitLauncher() {
  let webKit;
  let session;
  let current;
  return {
    name: 'WebKit',
    type: 'webkit',
    concurrency: 1,
    async initialize() {
      webKit = await startWebKit();
      session = await webKit.open();
    },
    async startSession(id, url) {
      current = id;
      await session.open(url);
    },
    startDebugSession() {
      throw new Error('WebKit has no debug session here.');
    },
    isActive: (id) => current === id,
    getBrowserUrl: () => session.address(),
    async stopSession() {
      current = undefined;
      await session.open('about:blank');
      return { errors: [] };
    },
    stop: () => webKit?.stop(),
  };
}
