/** Random flags of the profiles that are not the sidecar's. */
import fc from 'fast-check';
import { ambientProfile } from '../../../src/iptables/profiles/ambient/profile.ts';
import { istio2018Profile } from '../../../src/iptables/profiles/istio-2018/profile.ts';
import { kumaProfile } from '../../../src/iptables/profiles/kuma/profile.ts';
import { linkerdProfile } from '../../../src/iptables/profiles/linkerd/profile.ts';
import type { Profile } from '../../../src/iptables/profiles/profile.ts';
import type { Case } from './cases.ts';

type Words = fc.Arbitrary<readonly string[]>;

const some = (values: readonly string[], max = 3): fc.Arbitrary<string> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max }).map((chosen) => chosen.join(','));

/** A flag that is given, or not. */
const flag = (name: string, value: fc.Arbitrary<string>): Words =>
  fc.option(value).map((text) => (text === null ? [] : [name, text]));

/** Switches that are given, or not; with a value in Go's notation. */
const switches = (...names: readonly string[]): Words => fc.subarray([...names]);

const words = (...flags: readonly Words[]): Words => fc.tuple(...flags).map((lists) => lists.flat());

const PORTS = ['22', '80', '443', '3306', '8080', '8000-8010', '9000:9010', '15008', '65535'];
const SINGLE_PORTS = ['22', '80', '443', '9100'];
const ADDRESSES = ['10.0.0.1', '192.168.0.0/16', '2001:db8::1', 'fd00::/8'];
const CIDRS4 = ['10.0.0.0/8', '10.1.2.3/8', '192.168.0.0/16', '0.0.0.0/0'];

const linkerd = words(
  fc.constant(['-p', '4143', '-o', '4140']),
  flag('-u', fc.constantFrom('2102', '0', '1')),
  flag('-g', fc.constant('2103')),
  flag('-r', some(['8080', '9090', '443'])),
  flag('--inbound-ports-to-ignore', some(PORTS, 9)),
  flag('--outbound-ports-to-ignore', some(PORTS, 9)),
  flag('--subnets-to-ignore', some([...CIDRS4, '2001:db8::/32', 'fd00::/8'])),
  switches('--ipv6=false', '-w'),
);

const kuma = words(
  flag('--kuma-dp-user', fc.constantFrom('5678', '0', '1')),
  flag('--redirect-inbound-port', fc.constant('16006')),
  flag('--redirect-outbound-port', fc.constant('16001')),
  flag('--redirect-dns-port', fc.constant('16053')),
  flag('--exclude-inbound-ports', some(SINGLE_PORTS)),
  flag('--exclude-outbound-ports', some(SINGLE_PORTS)),
  flag('--include-inbound-ports', some(SINGLE_PORTS)),
  flag('--include-outbound-ports', some(SINGLE_PORTS)),
  flag('--exclude-inbound-ips', some(ADDRESSES)),
  flag('--exclude-outbound-ips', some(ADDRESSES)),
  flag(
    '--exclude-outbound-ports-for-uids',
    fc.constantFrom('tcp:80,443:1000-1010', 'udp:53:1001', '3000-5000:106', '*:*:1000', '1000'),
  ),
  flag('--vnet', fc.constantFrom('docker0:172.17.0.0/16', 'br+:172.18.0.0/16', 'br0:fd00:1::/64')),
  flag('--ip-family-mode', fc.constantFrom('ipv4', 'dualstack')),
  switches(
    '--redirect-inbound=false',
    '--redirect-dns',
    '--redirect-all-dns-traffic',
    '--skip-dns-conntrack-zone-split',
    '--drop-invalid-packets',
    '--disable-comments',
    '--verbose',
    '--redirect-inbound-insert-instead-of-append',
    '--redirect-outbound-insert-instead-of-append',
  ),
);

const ambient = words(
  flag('--redirect-dns', fc.constantFrom('true', 'false')).map((given) =>
    given[1] ? [`--redirect-dns=${given[1]}`] : [],
  ),
  flag('--pod-dns-override', fc.constantFrom('unset', 'enabled', 'disabled')),
  flag('--virtual-interfaces', some(['virt0', 'tap1', 'net1'])),
  flag('--host-probe-snat-v4', fc.constant('10.255.255.1')),
  flag('--host-probe-snat-v6', fc.constant('e9ac:1e77::1')),
  switches('--ingress-mode'),
);

const script = words(
  fc.constant(['-p', '15001']),
  flag('-u', fc.constantFrom('1337', '1337,0')),
  flag('-g', fc.constant('1337')),
  flag('-m', fc.constantFrom('REDIRECT', 'TPROXY')),
  flag('-b', fc.oneof(fc.constant('*'), some(['80', '9080', '443']))),
  flag('-d', some(['22', '15020'])),
  flag('-i', fc.oneof(fc.constant('*'), some(CIDRS4))),
  flag('-x', some(CIDRS4)),
);

/** Profiles with their random flags. */
export const DIALECTS: readonly (readonly [name: string, profile: Profile, flags: Words])[] = [
  ['linkerd', linkerdProfile, linkerd],
  ['kuma', kumaProfile, kuma],
  ['istio-ambient', ambientProfile, ambient],
  ['istio-2018', istio2018Profile, script],
];

/** Random flags in a random place. */
export const dialectCase = (flags: Words): fc.Arbitrary<Partial<Case>> =>
  fc.record({
    args: flags,
    podAddresses: fc.constantFrom(['10.1.1.5/24'], ['10.1.1.5/24', '2001:db8:1::5/64']),
    resolvConf: fc.constantFrom([], ['10.96.0.10'], ['127.0.0.11'], ['10.96.0.10', '2001:db8::53'], ['2001:db8::53']),
  });
