import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on loopback that says what it is told, with a TTL of 0, and counts what it was asked. */
export interface DnsServer {
  readonly address: string;
  /** Names asked for, in order. */
  readonly asked: string[];
  /** The next answers to questions for a name, one list of IPv4 addresses a question; the last one stays. */
  answer(name: string, ...answers: readonly DnsAnswer[]): void;
  /** How late answers with addresses are, in milliseconds. */
  delayMs: number;
  /** The text records of a name. */
  answerText(name: string, ...texts: readonly string[]): void;
  stop(): Promise<void>;
}

/** Addresses, none for a name that does not exist; or the server's own trouble; or no answer at all. */
export type DnsAnswer = readonly string[] | 'SERVFAIL' | 'silence';

/** Starts one on UDP. It knows addresses (A) and texts (TXT) and nothing else. @see RFC 1035 section 4 */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const zone = new Map<string, DnsAnswer[]>();
  const texts = new Map<string, readonly string[]>();
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    if (typeOf(question) === textType) {
      const records = (texts.get(name) ?? []).map((text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]));
      return void socket.send(reply(question, textType, records), from.port, from.address);
    }
    const answers = zone.get(name);
    const answer = (answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0]) ?? [];
    if (answer === 'silence') return;
    const isTrouble = answer === 'SERVFAIL';
    const records = isTrouble ? [] : answer.map((address) => Buffer.from(address.split('.').map(Number)));
    const bytes = reply(question, addressType, records, isTrouble ? troubleFlags : undefined);
    setTimeout(() => socket.send(bytes, from.port, from.address), server.delayMs).unref();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    delayMs: 0,
    answer: (name, ...answers) => void zone.set(name, [...answers]),
    answerText: (name, ...records) => void texts.set(name, records),
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
  return server;
}

const headerLength = 12;

/** Of an answer whose code is the server's own trouble. */
const troubleFlags = 0x8182;
const addressType = 1;
const textType = 16;

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = headerLength; question[at] !== 0; at += 1 + (question[at] ?? 0))
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)));
  return labels.join('.');
}

/** The name ends with an empty label; the type follows. */
function typeOf(question: Buffer): number {
  return question.readUInt16BE(question.indexOf(0, headerLength) + 1);
}

/** The question again, and an answer for each record that points back at its name. */
function reply(question: Buffer, type: number, records: readonly Buffer[], flags = records.length > 0 ? 0x8180 : 0x8183): Buffer {
  // Type and class follow the name. What a resolver adds behind the question is left out.
  const asked = question.subarray(0, question.indexOf(0, headerLength) + 5);
  const header = Buffer.from(asked.subarray(0, headerLength));
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = records.map((record) =>
    Buffer.concat([Buffer.from([0xc0, headerLength, 0, type, 0, 1, 0, 0, 0, 0, 0, record.length]), record]),
  );
  return Buffer.concat([header, asked.subarray(headerLength), ...answers]);
}
