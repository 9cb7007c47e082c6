import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorCodes, type ErrorCode } from '../../contract/index.ts';
import type { HttpEnvironment } from '../environment.ts';
import { renderPage } from './layout.ts';
import { pageLanguage } from './words/page-language.ts';

/** One sentence for a person in the sign-in window, by code alone: nothing of the request is repeated. */
export function messagePage(c: Context<HttpEnvironment>, code: ErrorCode): Response | Promise<Response> {
  const language = pageLanguage(c);
  const page = renderPage({
    nonce: c.get('nonce'),
    language,
    title: language.t('refused.title'),
    tone: 'failure',
    heading: language.t('refused.heading'),
    text: language.t(`error.${code}`),
  });
  return c.html(page, errorCodes[code].status as ContentfulStatusCode);
}
