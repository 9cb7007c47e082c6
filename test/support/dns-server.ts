import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on loopback that says what it is told, with a TTL of 0, and counts what it was asked. */
export interface DnsServer {
  readonly address: string;
  /** Names asked for, in order. */
  readonly asked: string[];
  /** The next answers to questions for a name, one list of IPv4 addresses a question; the last one stays. */
  answer(name: string, ...answers: readonly (readonly string[])[]): void;
  stop(): Promise<void>;
}

/** Starts one on UDP. It knows addresses (A) and nothing else. @see RFC 1035 section 4 */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const zone = new Map<string, (readonly string[])[]>();
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    const answers = zone.get(name);
    const addresses = (answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0]) ?? [];
    socket.send(reply(question, addresses), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    answer: (name, ...answers) => void zone.set(name, [...answers]),
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

const headerLength = 12;

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = headerLength; question[at] !== 0; at += 1 + (question[at] ?? 0))
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)));
  return labels.join('.');
}

/** The question again, and an answer for each address that points back at its name. */
function reply(question: Buffer, addresses: readonly string[]): Buffer {
  // The name ends with an empty label; type and class follow. What a resolver adds behind the question is left out.
  const asked = question.subarray(0, question.indexOf(0, headerLength) + 5);
  const header = Buffer.from(asked.subarray(0, headerLength));
  header.writeUInt16BE(addresses.length > 0 ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = addresses.map((address) =>
    Buffer.from([0xc0, headerLength, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, asked.subarray(headerLength), ...answers]);
}
