import { expect, it } from 'vitest';
import { idsIn, nameserversIn } from '../../../src/iptables/config/files.ts';

it('reads the nameservers of a resolv.conf in order', () => {
  const text = [
    '# nameserver 192.0.2.9',
    'search svc.cluster.local',
    'nameserver 10.96.0.10',
    '  nameserver\t2001:db8::53  ',
    'nameserver fe80::1%eth0',
    'nameserver nonsense',
    'nameserver',
    'nameservers 192.0.2.1',
    'options ndots:5',
  ].join('\n');
  expect(nameserversIn(text)).toEqual(['10.96.0.10', '2001:db8::53', 'fe80::1%eth0']);
});

it('reads ids of users and groups by name, the first of several', () => {
  const text = '# users\nroot:x:0:0:root:/root:/bin/sh\njava:x:501:\n\nbroken:x\nalso:x:abc:\njava:x:502:\n+::::::\n';
  expect([...idsIn(text)]).toEqual([
    ['root', 0],
    ['java', 501],
  ]);
});
