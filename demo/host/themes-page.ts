import { html } from 'hono/html';
import type { DemoTheme } from '../themes/themes.ts';
import { demoThemes } from '../themes/themes.ts';

export interface ThemesPageOptions {
  readonly nonce: string;
  readonly integration: { readonly key: string; readonly name: string };
  /** Address of the connection server. */
  readonly server: string;
}

/** The choices that are a row of buttons, of which one is on: the name in the address, and value and words of each. */
const choices = {
  scheme: [
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ],
  locale: [
    ['en', 'Left to right'],
    ['ar', 'Right to left'],
  ],
  width: [
    ['320', '320'],
    ['560', '560'],
    ['full', 'Full'],
  ],
} as const;

const tokens: readonly (readonly [name: string, label: string, fallback: string])[] = [
  ['--connection-color-accent', 'Accent', 'light-dark(#3a55d9, #97abff)'],
  ['--connection-color-on-accent', 'On accent', 'light-dark(#fff, #10163a)'],
  ['--connection-color-text', 'Text', 'light-dark(#1b1f24, #eceef1)'],
  ['--connection-color-text-muted', 'Quiet text', 'light-dark(#5b6470, #a4adb9)'],
  ['--connection-color-surface', 'Surface', 'light-dark(#fff, #1a1c20)'],
  ['--connection-color-border', 'Border', 'light-dark(#e2e5ea, #33373e)'],
];

const measures: readonly (readonly [name: string, label: string, range: readonly [number, number, number], unit: string])[] = [
  ['--connection-density', 'Density', [0.5, 1.6, 0.05], ''],
  ['--connection-radius', 'Roundness', [0, 28, 1], 'px'],
  ['--connection-button-radius', 'Buttons', [0, 28, 1], 'px'],
  ['--connection-font-size', 'Text size', [12, 20, 0.5], 'px'],
  ['--connection-border-width', 'Lines', [0, 4, 0.5], 'px'],
  ['--connection-gap', 'Gap', [0, 40, 1], 'px'],
];

/** The tag on real data, under one look or another, with its main properties at hand. */
export function themesPage({ nonce, integration, server }: ThemesPageOptions) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Themes · connection-config</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/themes.css" nonce="${nonce}" />
        <link rel="stylesheet" href="/themes/plain.css" nonce="${nonce}" id="theme-sheet" />
        <script type="module" src="${server}/connection-config.js" nonce="${nonce}"></script>
        <script type="module" src="/assets/themes.js" nonce="${nonce}"></script>
      </head>
      <body>
        <a class="skip" href="#stage">Skip to the connections</a>
        <header>
          <h1>One tag, any product</h1>
          <p>
            Every look is one stylesheet of <code>--connection-*</code> properties and parts. <a href="/">Back to the demo</a>
          </p>
        </header>
        <form class="rail" aria-label="Look" autocomplete="off">
          ${themeChoice()} ${segments('scheme', 'Colours')} ${segments('locale', 'Direction')} ${segments('width', 'Width')}
          ${tokenFields()}
          <div class="actions">
            <button type="button" class="primary" id="copy-css">Copy CSS</button>
            <button type="reset">Undo changes</button>
            <span role="status" id="copy-result"></span>
          </div>
        </form>
        <main id="stage" tabindex="-1" data-theme="plain">
          <div class="frame">
            <connection-config base-url="${server}" integration="${integration.key}" locale="en">
              <h2 slot="header">${integration.name}</h2>
            </connection-config>
          </div>
        </main>
        <section class="sheet" aria-labelledby="sheet-heading">
          <h2 id="sheet-heading">Stylesheet</h2>
          <pre id="css" tabindex="0" aria-labelledby="sheet-heading"></pre>
        </section>
      </body>
    </html>`;
}

function themeChoice() {
  const option = ({ key, label, about }: DemoTheme) =>
    html`<label class="theme"
      ><input type="radio" name="theme" value="${key}" /><span class="swatch" data-theme="${key}" aria-hidden="true">Aa</span
      ><span>${label}<small>${about}</small></span></label
    >`;
  return html`<fieldset class="themes">
    <legend>Theme</legend>
    ${demoThemes.map(option)}
  </fieldset>`;
}

function segments(name: keyof typeof choices, legend: string) {
  return html`<fieldset class="segments">
    <legend>${legend}</legend>
    <div>
      ${choices[name].map(
        ([value, words]) => html`<label><input type="radio" name="${name}" value="${value}" /><span>${words}</span></label>`,
      )}
    </div>
  </fieldset>`;
}

function tokenFields() {
  return html`<fieldset class="tokens">
    <legend>Properties</legend>
    <div class="colors">
      ${tokens.map(
        ([name, label, fallback]) =>
          html`<label><input type="color" data-token="${name}" data-fallback="${fallback}" /><span>${label}</span></label>`,
      )}
    </div>
    ${measures.map(
      ([name, label, [min, max, step], unit]) =>
        html`<label class="measure"
          ><span>${label}</span
          ><input
            type="range"
            min="${min}"
            max="${max}"
            step="${step}"
            data-token="${name}"
            data-unit="${unit}" /><output></output
        ></label>`,
    )}
  </fieldset>`;
}
