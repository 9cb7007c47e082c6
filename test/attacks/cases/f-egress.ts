import type { AttackCase } from '../attack-case.ts';

const refused = 'test/egress/refused-targets.test.ts';
const answers = 'test/egress/answers.test.ts';
const canary = 'test/attacks/egress-canary.test.ts';
const policy = 'server/egress/address-policy.ts';
const target = 'server/egress/target.ts';
const connector = 'server/egress/pinned-connector.ts';
const sender = 'server/egress/send.ts';

/** Group F: egress and resource abuse. */
export const egressCases: readonly AttackCase[] = [
  {
    id: 'F01',
    stimulus: 'IPv4 addresses of this machine in every spelling',
    test: refused,
    mutation: [
      {
        file: target,
        find: 'const classes = addresses.map((address) => policy.classify(address));',
        replace: "const classes = isIP(url.hostname) === 4 ? ['public'] : addresses.map((address) => policy.classify(address));",
      },
    ],
  },
  {
    id: 'F02',
    stimulus: 'IPv6 addresses, and IPv4 inside of them',
    test: refused,
    mutation: [
      {
        file: policy,
        find: "if (address.range() !== 'unicast') return false;",
        replace: "if (address.kind() === 'ipv4' && address.range() !== 'unicast') return false;",
      },
    ],
  },
  {
    id: 'F03',
    stimulus: 'private, shared, reserved and multicast ranges',
    test: refused,
    mutation: [
      {
        file: policy,
        find: "if (address.range() !== 'unicast') return false;",
        replace: "if (['private', 'loopback', 'linkLocal', 'uniqueLocal'].includes(address.range())) return false;",
      },
    ],
  },
  {
    id: 'F04',
    stimulus: 'a name with a public and a private answer',
    test: refused,
    mutation: [
      {
        file: target,
        find: "classes.length === 0 || classes.includes('refused')",
        replace: "classes.every((one) => one === 'refused')",
      },
    ],
  },
  {
    id: 'F05',
    stimulus: 'a name that means another address a moment later',
    test: 'test/egress/tls.test.ts',
    mutation: [
      {
        file: connector,
        find: "if (addresses.includes(canonicalAddress(socket.remoteAddress ?? ''))) return callback(null, socket);",
        replace: 'return callback(null, socket);',
      },
    ],
  },
  {
    id: 'F06',
    stimulus: 'a redirect to a private address',
    test: canary,
    mutation: [
      {
        file: 'server/egress/egress.ts',
        find: 'return send(target, outgoingRequest(init), limits, { ...policy.tls, clientCertificate: init.clientCertificate }, signal);',
        replace:
          'const answer = await send(target, outgoingRequest(init), limits, { ...policy.tls, clientCertificate: init.clientCertificate }, signal); ' +
          "const moved = answer.headers.get('location'); return moved === null ? answer : call(new URL(moved, url), init);",
      },
    ],
  },
  {
    id: 'F07',
    stimulus: 'other schemes and ports, userinfo, fragments',
    test: refused,
    mutation: [
      {
        file: target,
        find: "if (url.username !== '' || url.password !== '') throw refused('userinfo', url.hostname);",
        replace: '',
      },
    ],
  },
  {
    id: 'F08',
    stimulus: 'names of this machine and of networks around it',
    test: refused,
    mutation: [
      { file: target, find: 'return /(^|\\.)localhost\\.?$/.test(hostname);', replace: "return hostname === 'localhost';" },
    ],
  },
  {
    id: 'F09',
    stimulus: 'a body of 200 MB',
    test: answers,
    mutation: [
      {
        file: sender,
        find: "if (this.#bytes > this.#maxBodyBytes) return this.#stop(controller, 'response_too_large', 'body');",
        replace: '',
      },
    ],
  },
  {
    id: 'F10',
    stimulus: 'a gzip bomb',
    test: answers,
    mutation: [
      {
        file: 'server/egress/decode-body.ts',
        find: '{ maxOutputLength: maxBytes }',
        replace: '{ maxOutputLength: maxBytes * 10_000 }',
      },
    ],
  },
  {
    id: 'F11',
    stimulus: 'answers that drip or never come',
    test: answers,
    mutation: [
      {
        file: 'server/egress/egress.ts',
        find: 'AbortSignal.timeout(limits.totalTimeoutMs), ...',
        replace: 'AbortSignal.timeout(limits.totalTimeoutMs * 20), ...',
      },
    ],
  },
  {
    id: 'F12',
    stimulus: 'headers without end',
    test: answers,
    mutation: [
      {
        file: sender,
        find: "if (lines.length > maxHeaderLines) return this.#stop(controller, 'response_too_large', 'headers');",
        replace: '',
      },
    ],
  },
  {
    id: 'F13',
    stimulus: 'a connection that outlives the policy it was opened under',
    test: answers,
    mutation: [{ file: sender, find: 'pipelining: 0,', replace: 'pipelining: 1,' }],
  },
  {
    id: 'F14',
    stimulus: 'proxy settings in the environment',
    test: answers,
    mutation: [
      {
        file: 'server/egress/egress.ts',
        find: 'const url = parseTargetUrl(input);\n    const signals',
        replace: "const url = parseTargetUrl(process.env['HTTP_PROXY'] ?? input);\n    const signals",
      },
    ],
  },
];
