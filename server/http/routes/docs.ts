import { Hono } from 'hono';
import { paths } from '../../contract/index.ts';
import { pageHeaders } from '../middleware/security-headers.ts';
import { openApiDocument } from '../openapi/document.ts';
import { docsPage } from '../pages/docs-page.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** The description of the HTTP surface: `/openapi.json` for programs, `/docs` for people. It holds nothing of any vendor or customer. */
export function docsRoutes({ publicUrl }: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const document = openApiDocument(publicUrl);
  routes.get(paths.openapi, (c) => c.json(document));
  routes.get(paths.docs, pageHeaders(), (c) => c.html(docsPage(document, c.get('nonce'))));
  return routes;
}
