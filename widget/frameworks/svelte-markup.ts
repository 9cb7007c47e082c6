import type { HTMLAttributes } from 'svelte/elements';
import type { ConnectionConfig } from '../connection-config.ts';
import type { TagAttributes, TagListeners, TagProperties } from './tag-interface.ts';

/** `<connection-config>` in the markup of Svelte 5. */
export type ConnectionConfigMarkup = HTMLAttributes<ConnectionConfig> & TagProperties & TagAttributes & TagListeners;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'connection-config': ConnectionConfigMarkup;
  }
}
