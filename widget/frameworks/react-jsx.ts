import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ConnectionConfig } from '../connection-config.ts';
import type { TagAttributes, TagListeners, TagProperties } from './tag-interface.ts';

/** `<connection-config>` in JSX of React 19, which sets properties and listens to events of custom elements by itself. */
export type ConnectionConfigJsx = DetailedHTMLProps<HTMLAttributes<ConnectionConfig>, ConnectionConfig> &
  TagProperties &
  TagAttributes &
  TagListeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'connection-config': ConnectionConfigJsx;
    }
  }
}
