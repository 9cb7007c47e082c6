import { createComponent } from '@lit/react';
import type { EventName } from '@lit/react';
import * as React from 'react';
import { ConnectionConfig as ConnectionConfigElement } from './define.ts';
import type {
  ConnectionConnectedEvent,
  ConnectionDisconnectedEvent,
  ConnectionFailedEvent,
  ConnectionReadyEvent,
  ConnectionSavedEvent,
  ConnectionStatusEvent,
} from './define.ts';

/** `<connection-config>` as a React component: properties as props, events as `onConnectionConnected` and so on. Registers the tag. */
export const ConnectionConfig = createComponent({
  react: React,
  tagName: 'connection-config',
  elementClass: ConnectionConfigElement,
  displayName: 'ConnectionConfig',
  events: {
    onConnectionReady: 'connection-ready' as EventName<ConnectionReadyEvent>,
    onConnectionSaved: 'connection-saved' as EventName<ConnectionSavedEvent>,
    onConnectionConnected: 'connection-connected' as EventName<ConnectionConnectedEvent>,
    onConnectionDisconnected: 'connection-disconnected' as EventName<ConnectionDisconnectedEvent>,
    onConnectionFailed: 'connection-failed' as EventName<ConnectionFailedEvent>,
    onConnectionStatus: 'connection-status' as EventName<ConnectionStatusEvent>,
  },
});
