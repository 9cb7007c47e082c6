/** What a page is ready with: a text field that takes the focus, an element that has drawn itself, or the load event. */
export type Readiness = 'field' | 'element' | 'load';

declare global {
  interface Window {
    /** Of a page under measurement. */
    benchReady: Promise<{ readonly readyMs: number; readonly requests: number; readonly scriptBytes: number }>;
  }
}

/** Runs in the page before anything of it, and looks once a frame, through open shadow roots. Must not use anything from outside itself. */
export function watchReadiness(awaits: Readiness): void {
  const findField = (root: Document | ShadowRoot): HTMLInputElement | undefined => {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLInputElement && ['text', 'url', 'email'].includes(element.type)) return element;
      const inside = element.shadowRoot && findField(element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  const isReady = (): boolean => {
    if (awaits === 'load') return document.readyState === 'complete';
    if (awaits === 'element') return (document.querySelector('bench-floor')?.shadowRoot?.childElementCount ?? 0) > 0;
    const field = findField(document);
    field?.focus();
    return field?.matches(':focus') ?? false;
  };
  window.benchReady = new Promise((resolve) => {
    const look = (): void => {
      if (!isReady()) return void requestAnimationFrame(look);
      const readyMs = performance.now();
      const resources = performance
        .getEntriesByType('resource')
        .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
        .filter(({ startTime, name }) => startTime < readyMs && name.startsWith('http'));
      const scripts = resources.filter(({ name }) => name.endsWith('.js'));
      const scriptBytes = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      resolve({ readyMs, requests: resources.length + 1, scriptBytes });
    };
    requestAnimationFrame(look);
  });
}
