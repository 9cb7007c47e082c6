import { ConnectionCard, ConnectionConfig, ConnectionField } from './index.ts';

export * from './index.ts';

const elements = {
  'connection-field': ConnectionField,
  'connection-card': ConnectionCard,
  'connection-config': ConnectionConfig,
};

// Two copies of the tag on one page must not crash it; the first one stays.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
