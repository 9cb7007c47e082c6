/** One test that ran, under its full title: those of the suites around it, then its own. */
export interface TitledTest {
  readonly title: string;
  readonly passed: boolean;
  /** Whether it failed in its own code: not in a hook, not by running out of time, not with its file. */
  readonly failedItself: boolean;
  /** The failure, on one line; empty when it passed. */
  readonly message: string;
}

/** Whether the title carries the number of a case. */
export function carries(title: string, id: string): boolean {
  return new RegExp(`\\b${id}\\b`).test(title);
}

/** A failure's message as a table can hold it. */
export function onOneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}
