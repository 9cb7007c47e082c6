import pino, { type DestinationStream } from 'pino';

/** What waits to be written, at most, in characters: some thousand lines. */
const maxWaiting = 1_048_576;

let stream: DestinationStream | undefined;
let dropped = 0;

/**
 * Standard output for log lines. Whoever reads it may be slow or have stopped: lines then wait, up to a bound, and what comes after is
 * dropped and counted. No request and no renewal ever waits for a log. One for the process, as standard output is.
 */
export function standardOutput(): DestinationStream {
  if (stream === undefined) {
    const bounded = pino.destination({ fd: 1, sync: false, maxLength: maxWaiting });
    bounded.on('drop', () => (dropped += 1));
    stream = bounded;
  }
  return stream;
}

/** How many lines have been dropped since the process began. */
export function droppedLines(): number {
  return dropped;
}
