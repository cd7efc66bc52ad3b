/** Random flags of a sidecar, and random packets that such rules tell apart. */
import fc from 'fast-check';
import { FIRST_PORT, type RealPacket } from '../../kernel/support/lab.ts';

/** Flags, and whether their rules go to nftables itself. */
export interface Configuration {
  readonly args: readonly string[];
  readonly native: boolean;
  readonly dual: boolean;
}

const PORTS = [22, 53, 80, 443, 3306, 8080, 9090, 15006, 15008, 15020, 15053];

const USERS = [0, 1000, 1337, 1338];

const CIDRS4 = ['10.96.0.0/12', '203.0.113.0/24', '240.240.0.0/16', '10.1.1.0/24', '127.0.0.0/8', '0.0.0.0/1'];

const CIDRS6 = ['2001:db8:1::/64', '2001:db8:f::/48', 'fd00::/8'];

const list = <T>(values: readonly T[], max = 3): fc.Arbitrary<string> =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength: max }).map((chosen) => chosen.join(','));

const some = <T>(values: readonly T[], max = 3): fc.Arbitrary<string> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max }).map((chosen) => chosen.join(','));

/** A flag that is given, or not. */
const flag = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.option(value).map((text) => (text === null || text === '' ? [] : [name, text]));

const switched = (name: string): fc.Arbitrary<readonly string[]> => fc.boolean().map((on) => (on ? [name] : []));

const or = (star: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant('*'), star);

const dns: fc.Arbitrary<readonly string[]> = fc.constantFrom(
  [],
  [],
  ['--redirect-dns'],
  ['--redirect-dns', '--capture-all-dns'],
);

/** Flags that {@link Configuration} is about. */
export const configuration: fc.Arbitrary<Configuration> = fc
  .tuple(
    fc.boolean(),
    fc.boolean(),
    fc.tuple(
      flag('-u', some(USERS, 2)),
      flag('-g', some(USERS, 2)),
      flag('-m', fc.constantFrom('REDIRECT', 'TPROXY')),
      flag('-b', or(list(PORTS))),
      flag('-d', list(PORTS)),
      flag('-i', or(list([...CIDRS4, ...CIDRS6]))),
      flag('-x', list([...CIDRS4, ...CIDRS6], 2)),
      flag('-q', list(PORTS)),
      flag('-o', list(PORTS)),
      flag('-c', fc.constant('eth7')),
      flag('-k', fc.constant('eth7')),
      dns,
      switched('--drop-invalid'),
    ),
  )
  .map(([native, dual, flags]) => ({ native, dual, args: [...flags.flat(), ...(dual ? ['--dual-stack'] : [])] }));

const OUT4 = ['203.0.113.10', '10.96.0.10', '10.96.7.7', '240.240.0.5', '10.1.1.1', '10.7.7.1', '8.8.8.8'];

const OUT6 = ['2001:db8:f::10', '2001:db8:1::1', 'fd00::1'];

interface Ends {
  readonly dir: 'out' | 'in';
  readonly src: string;
  readonly dst: string;
}

const SELF4: readonly Ends[] = [
  { dir: 'out', src: '10.1.1.5', dst: '10.1.1.5' },
  { dir: 'out', src: '127.0.0.1', dst: '127.0.0.1' },
  { dir: 'out', src: '127.0.0.6', dst: '10.1.1.5' },
  { dir: 'out', src: '127.0.0.1', dst: '127.0.0.6' },
];

const SELF6: readonly Ends[] = [
  { dir: 'out', src: '2001:db8:1::5', dst: '2001:db8:1::5' },
  { dir: 'out', src: '::1', dst: '::1' },
];

const ARRIVING: readonly Ends[] = [
  { dir: 'in', src: '10.1.1.1', dst: '10.1.1.5' },
  { dir: 'in', src: '10.7.7.1', dst: '10.7.7.5' },
  { dir: 'in', src: '2001:db8:1::1', dst: '2001:db8:1::5' },
];

const sourceFor = (dst: string): string => {
  if (dst.includes(':')) return '2001:db8:1::5';
  return dst.startsWith('10.7.7.') ? '10.7.7.5' : '10.1.1.5';
};

const ends: fc.Arbitrary<Ends> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...OUT4).map((dst): Ends => ({ dir: 'out', src: sourceFor(dst), dst })) },
  { weight: 2, arbitrary: fc.constantFrom(...OUT6).map((dst): Ends => ({ dir: 'out', src: sourceFor(dst), dst })) },
  { weight: 3, arbitrary: fc.constantFrom(...SELF4) },
  { weight: 1, arbitrary: fc.constantFrom(...SELF6) },
  { weight: 3, arbitrary: fc.constantFrom(...ARRIVING) },
);

/** Packets with source ports from {@link FIRST_PORT} on, each its own. */
export const packets = (count: number): fc.Arbitrary<readonly RealPacket[]> =>
  fc
    .array(
      fc.record({
        ends,
        proto: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp'),
        dport: fc.constantFrom(...PORTS),
        uid: fc.constantFrom(...USERS, 5000),
        gid: fc.constantFrom(...USERS, 5000),
        mark: fc.constantFrom(0, 0, 0, 1337, 1338, 7),
      }),
      { minLength: count, maxLength: count },
    )
    .map((list) =>
      list.map(({ ends: { dir, src, dst }, ...rest }, index): RealPacket => {
        const { uid, gid, mark, proto, dport } = rest;
        const base = { dir, proto: proto as RealPacket['proto'], src, sport: FIRST_PORT + index, dst, dport };
        return dir === 'in' ? base : { ...base, uid, gid, mark };
      }),
    );
