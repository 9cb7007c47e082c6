import { html, raw } from 'hono/html';
import type { OpenApiDocument } from '../openapi/document.ts';

const style = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #60646c; --page: #f7f8fa; --card: #fff; --line: #e3e5ea; --accent: #3451d1 }
@media (prefers-color-scheme: dark) { :root { --text: #edeef0; --soft: #a9adb6; --page: #111214; --card: #1a1c1f; --line: #2c2f34; --accent: #9db1ff } }
* { box-sizing: border-box } body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem } h2 { margin: 2rem 0 .75rem; font-size: 1.1rem } p { margin: .25rem 0; color: var(--soft) } a { color: var(--accent) }
details { margin: .5rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card) }
summary { display: grid; grid-template-columns: .75rem 4.25rem minmax(0, 1fr); gap: 0 .5rem; align-items: baseline; list-style: none; cursor: pointer; overflow-wrap: anywhere }
summary::-webkit-details-marker { display: none } summary::before { content: '›' / ''; color: var(--soft); justify-self: center } [open] > summary::before { rotate: 90deg }
summary p { grid-column: 3 } @media (max-width: 34rem) { summary { grid-template-columns: .75rem minmax(0, 1fr) } summary :is(code, p) { grid-column: 2 } }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
code, pre { font: .875rem/1.5 ui-monospace, monospace } b { color: var(--accent); font-size: .8125rem; text-transform: uppercase }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 8px }
`;

const callers = { vendor: 'Your backend, with an API key', tag: 'The tag, with a session token', anyone: 'Everybody' } as const;

/** The description of the HTTP surface for people: one page without a script. */
export function docsPage(document: OpenApiDocument, nonce: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = Object.entries(callers).map(([caller, title]) => {
    const own = operations.filter(({ operation }) => (operation['tags'] as string[]).includes(caller));
    return html`<h2>${title}</h2>
      ${own.map(
        ({ path, method, operation }) =>
          html`<details>
            <summary>
              <b>${method}</b><code>${path}</code>
              <p>${operation['summary']}</p>
            </summary>
            <pre>${JSON.stringify(operation, null, 2)}</pre>
          </details>`,
      )}`;
  });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Connection Config: HTTP API</title>
        <style nonce="${nonce}">
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>Connection Config: HTTP API</h1>
          <p>For programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
          ${sections}
        </main>
      </body>
    </html>`;
  return String(page);
}
