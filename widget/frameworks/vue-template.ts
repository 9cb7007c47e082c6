import type { HTMLAttributes, PublicProps } from 'vue';
import type { TagAttributes, TagEvents, TagProperties } from './tag-interface.ts';

type Capitalized<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Capitalized<Rest>}`
  : Capitalize<Name>;

/** `@connection-connected` in a template is `onConnectionConnected` to Vue. */
type VueListeners = { readonly [Name in keyof TagEvents as `on${Capitalized<Name>}`]?: (event: TagEvents[Name]) => void };

/** `<connection-config>` in templates of Vue 3, as its language tools see it. */
export type ConnectionConfigTemplate = new () => {
  $props: HTMLAttributes & PublicProps & TagProperties & TagAttributes & VueListeners;
};

declare module 'vue' {
  interface GlobalComponents {
    'connection-config': ConnectionConfigTemplate;
  }
}
