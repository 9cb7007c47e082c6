import './define.ts';
import { ConnectionButton } from './elements/connection-button.ts';
import { ConnectionStatus } from './elements/connection-status.ts';

export { ConnectionButton, ConnectionStatus };

for (const [name, element] of Object.entries({ 'connection-button': ConnectionButton, 'connection-status': ConnectionStatus })) {
  if (!customElements.get(name)) customElements.define(name, element);
}
