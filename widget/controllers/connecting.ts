/**
 * Everything that CONNECT takes, in one file that is fetched right after the first paint, so that a click finds it there.
 * Nothing in it may import a value that the tag itself uses: a file that imports the tag's script would run it a second time wherever
 * a page loads it under another address (`?v=2`). What it needs is handed to it.
 */
export { takeRedirectReturn } from '../popup/redirect-return.ts';
export { createFlowPanel } from '../views/flow-panel.ts';
export { ConnectFlowController } from './connect-flow-controller.ts';
