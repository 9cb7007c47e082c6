import { ConnectionCard, ConnectionConfig, ConnectionField } from './index.ts';

export * from './index.ts';

const elements = {
  'connection-field': ConnectionField,
  'connection-card': ConnectionCard,
  'connection-config': ConnectionConfig,
};

// Two copies of the tag on one page must not crash it; the first one stays.
const taken = Object.entries(elements).filter(([name, element]) => (customElements.get(name) ?? element) !== element);
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
if (taken.length > 0) {
  const names = taken.map(([name]) => `<${name}>`).join(', ');
  console.warn(`connection-config is on this page twice. The copy that came first stays: ${names}.`);
}
