// The vendor's own script. The page allows no inline script and no innerHTML (see the response's content-security-policy).
const connections = document.querySelector('connection-config');

// All the tag needs from the page: a function that fetches a session token for the user who is signed in.
connections.getSession = async () => {
  const response = await fetch('/my-backend/session', { method: 'POST' });
  if (!response.ok) throw new Error(`The backend answered with status ${response.status}.`);
  return response.text();
};

const byId = (id) => document.getElementById(id);

byId('run-integration').addEventListener('click', async ({ currentTarget: button }) => {
  const list = byId('run-results');
  button.disabled = true;
  byId('run-summary').textContent = 'Running …';
  list.replaceChildren();
  try {
    const response = await fetch('/my-backend/run', { method: 'POST' });
    if (!response.ok) throw new Error(`The backend answered with status ${response.status}.`);
    const results = await response.json();
    list.replaceChildren(...results.map(resultItem));
    byId('run-summary').textContent = summary(results);
  } catch (error) {
    byId('run-summary').textContent = `The run did not start. ${error.message}`;
  }
  list.hidden = list.childElementCount === 0;
  button.disabled = false;
  connections.reload?.();
});

function resultItem({ step, name, outcome, message }) {
  const item = document.createElement('li');
  item.dataset.step = step;
  item.dataset.outcome = outcome;
  const title = document.createElement('strong');
  title.textContent = name;
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.textContent = outcome;
  const detail = document.createElement('p');
  detail.textContent = message;
  item.append(title, badge, detail);
  return item;
}

function summary(results) {
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  return `${count('succeeded')} succeeded, ${count('failed')} failed, ${count('skipped')} skipped.`;
}

byId('revoke-acme').addEventListener('click', async () => {
  const response = await fetch('/my-backend/revoke-acme', { method: 'POST' });
  const { revoked } = await response.json();
  byId('revoke-result').textContent =
    revoked > 0 ? 'Access is gone. Run the integration now.' : 'There was no access to take away.';
});

byId('toggle-theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark =
    root.dataset.theme === 'dark' || (root.dataset.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'light' : 'dark';
  connections.setAttribute('theme', root.dataset.theme);
});
