import type { FlowPage } from './flow-page.ts';

/** Puts a text into the clipboard. @returns false where the browser does not let the page; the text can still be selected then. */
export async function copyText({ clipboard }: Pick<FlowPage, 'clipboard'>, text: string): Promise<boolean> {
  const written = clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  return (await written) ?? false;
}
