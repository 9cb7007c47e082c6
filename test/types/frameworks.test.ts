import { it } from 'node:test';
import type { ComponentProps, JSX } from 'react';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';
import type {} from 'connection-config/react-jsx';
import type {} from 'connection-config/svelte';
import type {} from 'connection-config/vue';
import type { ConnectionConfig, ConnectionConnectedEvent, ConnectionFailedEvent } from 'connection-config/elements';
import type { ConnectionConfig as ReactComponent } from 'connection-config/react';

/** Compiles only where `Actual` is exactly `Expected`. */
type Same<Actual, Expected> = (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2 ? true : false;

function isTrue<_Check extends true>(): void {}

type FirstParameter<Listener> = Exclude<Listener, undefined> extends (event: infer Event) => unknown ? Event : never;

it('gives the tag types in the DOM, React, Svelte and Vue', () => {
  // Nothing to run: the compiler has done it. Never called, since there is no page here.
  const page = (tag: ConnectionConfig): void => {
    isTrue<Same<HTMLElementTagNameMap['connection-config'], ConnectionConfig>>();
    tag.addEventListener('connection-connected', (event) => void (event satisfies ConnectionConnectedEvent));
    tag.addEventListener('connection-failed', ({ detail }) => void (detail satisfies ConnectionFailedEvent['detail']));
    // @ts-expect-error the theme is one of three words
    tag.theme = 'blue';
  };
  void page;

  type Jsx = JSX.IntrinsicElements['connection-config'];
  isTrue<Same<FirstParameter<Jsx['onconnection-connected']>, ConnectionConnectedEvent>>();
  isTrue<Same<Jsx['theme'], 'auto' | 'light' | 'dark' | undefined>>();
  isTrue<Same<FirstParameter<ComponentProps<typeof ReactComponent>['onConnectionConnected']>, ConnectionConnectedEvent>>();

  type Svelte = SvelteHTMLElements['connection-config'];
  isTrue<Same<FirstParameter<Svelte['onconnection-connected']>, ConnectionConnectedEvent>>();
  isTrue<Same<Svelte['base-url'], string | undefined>>();

  type Vue = InstanceType<GlobalComponents['connection-config']>['$props'];
  isTrue<Same<FirstParameter<Vue['onConnectionConnected']>, ConnectionConnectedEvent>>();
  isTrue<Same<Vue['getSession'], ConnectionConfig['getSession']>>();
});
