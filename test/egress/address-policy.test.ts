import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAddressPolicy } from '../../server/egress/address-policy.ts';

const nowhere = createAddressPolicy([]);

describe('createAddressPolicy', () => {
  // The first and last address of each block, from IANA's special-purpose registries.
  const refused = [
    ['this network', '0.0.0.0', '0.255.255.255'],
    ['private 10', '10.0.0.0', '10.255.255.255'],
    ['carrier-grade NAT', '100.64.0.0', '100.127.255.255'],
    ['loopback', '127.0.0.0', '127.255.255.255'],
    ['link-local and cloud metadata', '169.254.0.0', '169.254.169.254', '169.254.255.255'],
    ['private 172.16', '172.16.0.0', '172.31.255.255'],
    ['IETF assignments', '192.0.0.0', '192.0.0.255'],
    ['documentation', '192.0.2.0', '198.51.100.0', '203.0.113.255'],
    ['private 192.168', '192.168.0.0', '192.168.255.255'],
    ['benchmarking', '198.18.0.0', '198.19.255.255'],
    ['multicast', '224.0.0.0', '239.255.255.255'],
    ['reserved and broadcast', '240.0.0.0', '255.255.255.254', '255.255.255.255'],
    ['IPv6 loopback and unspecified', '::1', '::'],
    ['IPv6 link-local, with and without a zone', 'fe80::1', 'fe80::1%lo', 'febf::1'],
    ['IPv6 site-local', 'fec0::1'],
    ['IPv6 unique local', 'fc00::1', 'fd00::1', 'fdff:ffff::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv6 documentation', '2001:db8::1', '3fff::1'],
    ['IPv6 discard', '100::1'],
    ['IPv4-mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
    ['IPv4-compatible', '::127.0.0.1', '::7f00:1', '::8.8.8.8'],
    ['NAT64', '64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
    ['6to4', '2002:7f00:1::', '2002:808:808::1'],
    ['Teredo', '2001:0:7f00:1::', '2001::1'],
    ['outside what IANA gave out', '4000::1', '8000::1', 'e000::1'],
    ['not an address', '', 'localhost', '1.2.3', '999.1.1.1', '::g'],
  ] as const;
  for (const [name, ...addresses] of refused) {
    it(`F03 refuses ${name}`, () => {
      assert.deepEqual(
        addresses.map((address) => nowhere.classify(address)),
        addresses.map(() => 'refused'),
      );
    });
  }

  it('knows public addresses, also behind NAT64 and mapped', () => {
    const addresses = [
      '8.8.8.8',
      '1.1.1.1',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1111',
      '::ffff:8.8.8.8',
      '64:ff9b::808:808',
    ];
    for (const address of addresses) assert.equal(nowhere.classify(address), 'public', address);
  });

  it('allows private ranges that are named, and only those', () => {
    const policy = createAddressPolicy(['10.1.0.0/16', 'fd00:1::/32']);
    assert.equal(policy.classify('10.1.2.3'), 'private_allowed');
    assert.equal(policy.classify('::ffff:10.1.2.3'), 'private_allowed');
    assert.equal(policy.classify('fd00:1::9'), 'private_allowed');
    assert.equal(policy.classify('10.2.0.1'), 'refused');
    assert.equal(policy.classify('127.0.0.1'), 'refused');
    assert.equal(policy.classify('fd00:2::9'), 'refused');
  });

  it('says which range it cannot read', () => {
    assert.throws(() => createAddressPolicy(['10.0.0.0/8', '10.0.0.0/40']), /"10\.0\.0\.0\/40" is not a CIDR range/);
  });
});
