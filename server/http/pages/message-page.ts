import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorCodes, type ErrorCode } from '../../contract/index.ts';
import type { HttpEnvironment } from '../environment.ts';
import { renderPage } from './layout.ts';

/** One sentence for a person in the sign-in window, by code alone: nothing of the request is repeated. */
export function messagePage(c: Context<HttpEnvironment>, code: ErrorCode): Response | Promise<Response> {
  const { status, message } = errorCodes[code];
  const page = renderPage({
    nonce: c.get('nonce'),
    title: 'Sign-in',
    tone: 'failure',
    heading: 'This sign-in cannot go on',
    text: message,
  });
  return c.html(page, status as ContentfulStatusCode);
}
