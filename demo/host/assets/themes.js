// The playground's own script. What is chosen is kept in the address, so that a look can be sent to somebody.
const tag = document.querySelector('connection-config');
const form = document.querySelector('form');
const stage = document.querySelector('#stage');
const sheet = document.querySelector('#theme-sheet');
const byId = (id) => document.getElementById(id);

tag.getSession = async () => {
  const response = await fetch('/my-backend/session', { method: 'POST' });
  if (!response.ok) throw new Error(`The backend answered with status ${response.status}.`);
  return response.text();
};

const chosen = {
  theme: 'plain',
  scheme: 'auto',
  locale: 'en',
  width: 'full',
  ...Object.fromEntries(new URL(location).searchParams),
};
const changed = new Map();
const inputs = [...form.querySelectorAll('[data-token]')];

for (const name of ['theme', 'scheme', 'locale', 'width']) {
  const radios = [...form.elements[name]];
  if (!radios.some(({ value }) => value === chosen[name])) chosen[name] = radios[0].value;
  for (const radio of radios) radio.checked = radio.value === chosen[name];
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('change', ({ target }) => {
  if (!(target.name in chosen)) return;
  chosen[target.name] = target.value;
  history.replaceState(null, '', `?${new URLSearchParams(chosen)}`);
  if (target.name === 'theme') forgetChanges();
  void apply();
});

form.addEventListener('input', ({ target }) => {
  const { token, unit = '' } = target.dataset;
  if (token === undefined) return;
  changed.set(token, target.value + unit);
  tag.style.setProperty(token, target.value + unit);
  describe(target);
  void showCss();
});

form.addEventListener('reset', (event) => {
  event.preventDefault();
  forgetChanges();
  readTokens();
  void showCss();
});

function forgetChanges() {
  for (const token of changed.keys()) tag.style.removeProperty(token);
  changed.clear();
}

async function apply() {
  const { theme, scheme, locale, width } = chosen;
  const href = `/themes/${theme}.css`;
  if (sheet.getAttribute('href') !== href) {
    const loaded = new Promise((resolve) => sheet.addEventListener('load', resolve, { once: true }));
    sheet.setAttribute('href', href);
    await loaded;
  }
  document.documentElement.style.colorScheme = scheme === 'auto' ? '' : scheme;
  stage.dataset.theme = theme;
  stage.dataset.width = width;
  tag.setAttribute('theme', scheme);
  tag.setAttribute('locale', locale);
  readTokens();
  await showCss();
  stage.dataset.applied = theme;
}

/** Puts what the look says into the controls, as the browser works it out. */
function readTokens() {
  const probe = document.createElement('span');
  probe.slot = 'footer';
  probe.hidden = true;
  tag.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  for (const input of inputs) {
    const { token, fallback } = input.dataset;
    if (input.type === 'color') {
      probe.style.color = `var(${token}, ${fallback})`;
      context.fillStyle = getComputedStyle(probe).color;
      context.fillRect(0, 0, 1, 1);
      const rgb = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      input.value = `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    } else {
      input.value = measured(probe, token);
    }
    describe(input);
  }
  probe.remove();
}

const measureFallbacks = {
  '--connection-density': '1',
  '--connection-radius': '0.5rem',
  '--connection-button-radius': 'var(--connection-radius, 0.5rem)',
  '--connection-font-size': '0.875rem',
  '--connection-border-width': '1px',
  '--connection-gap': '0.75rem',
};

function measured(probe, token) {
  if (token === '--connection-density') return getComputedStyle(tag).getPropertyValue(token).trim() || '1';
  probe.style.width = `var(${token}, ${measureFallbacks[token]})`;
  return Number.parseFloat(getComputedStyle(probe).width);
}

function describe(input) {
  const output = input.parentElement.querySelector('output');
  if (output) output.textContent = input.value + (input.dataset.unit ?? '');
}

async function showCss() {
  const response = await fetch(`/themes/${chosen.theme}.css`);
  const own = [...changed].map(([token, value]) => `  ${token}: ${value};`).join('\n');
  byId('css').textContent =
    (await response.text()) + (own === '' ? '' : `\n/* Changed in the playground. */\nconnection-config {\n${own}\n}\n`);
}

byId('copy-css').addEventListener('click', async () => {
  const text = byId('css').textContent;
  getSelection().selectAllChildren(byId('css'));
  const written = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  byId('copy-result').textContent = written ? 'Copied' : 'Selected: press Ctrl+C to copy';
});

await apply();
