/** What the tests use of React DOM, which brings no types of its own. */
declare module 'react-dom/client' {
  export function createRoot(container: Element): { render(node: import('react').ReactNode): void; unmount(): void };
}
