import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainNft } from '../../../src/iptables/print/nft.ts';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { ambientProfile } from '../../../src/iptables/profiles/ambient/profile.ts';
import { kumaProfile } from '../../../src/iptables/profiles/kuma/profile.ts';
import { linkerdProfile } from '../../../src/iptables/profiles/linkerd/profile.ts';
import type { Plan } from '../../../src/iptables/profiles/profile.ts';
import { namespacesReason, normalSave, TOOL_ENVIRONMENT } from '../../support/netns.ts';
import { sharedFolder } from '../../support/temp.ts';
import { type Case, casesOf, DATA, dataText, planFor } from '../support/cases.ts';

const REASON = namespacesReason();

/** Runs each folder's `apply` in a namespace of its own and leaves what the kernel then holds beside it. */
const SCRIPT = `
for dir in "$1"/*/; do
  cd "$dir" && unshare -n sh -c '
    ip link set lo up
    sh -e ./apply >log 2>&1; echo $? >status
    iptables-nft-save >save4; ip6tables-nft-save >save6'
done
`;

interface Job {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

const RESTORE = 'iptables-nft-restore --noflush <v4\nip6tables-nft-restore --noflush <v6\n';

const restored = ({ program, texts }: Plan): Readonly<Record<string, string>> => {
  const text = (family: 'ipv4' | 'ipv6') =>
    program.families.includes(family) ? (texts?.restore?.([family]) ?? restoreText(program, family)) : '';
  return { v4: text('ipv4'), v6: text('ipv6'), apply: RESTORE };
};

const commands = ({ program, texts }: Plan) => ({ apply: texts?.commands?.(program.families) ?? '' });
const script = ({ program, texts }: Plan) => ({
  rules: (texts?.nft ?? ((families) => plainNft(program, families)))(program.families),
  apply: 'nft -f rules\n',
});

function kumaPlan(item: Case & { readonly configFile?: unknown }): Plan {
  const configFile = { name: 'kuma.yaml', text: JSON.stringify(item.configFile ?? {}) };
  return planFor(kumaProfile, item, { around: { configFile } });
}

/** Each case of the data in every form there is of it. */
function dataJobs(): readonly Job[] {
  const kuma = casesOf('kuma').flatMap((item) => {
    const plan = kumaPlan(item);
    const log = item.args?.includes('--iptables-logs');
    return [
      { name: `${item.name}-restore`, files: restored(plan) },
      { name: `${item.name}-commands`, files: commands(plan) },
      ...(log ? [] : [{ name: `${item.name}-nft`, files: script(plan) }]),
    ];
  });
  const linkerd = casesOf('linkerd').flatMap((item) => {
    const plan = planFor(linkerdProfile, item, { compat: true });
    return [
      { name: `${item.name}-commands`, files: commands(plan) },
      { name: `${item.name}-restore`, files: restored(plan) },
    ];
  });
  return [...kuma, ...linkerd];
}

/** A rule set of packets.json: what the kernel held when its packets were traced. */
interface Recorded {
  readonly profile: string;
  readonly args: string;
  readonly iptablesSave: string;
  readonly ip6tablesSave?: string;
}

/** `ambient-dns-virt0-dual`: the name of a case is its configuration. */
function ambientFromName(words: readonly string[]): Plan {
  const config = {
    ipv6: words.includes('dual'),
    redirectDns: words.includes('dns'),
    ingressMode: words.includes('ingress'),
    virtualInterfaces: words.filter((word) => word.startsWith('virt')),
  };
  return planFor(ambientProfile, {}, { around: { configFile: { name: 'a.yaml', text: JSON.stringify(config) } } });
}

const PROFILES: ReadonlyMap<string, (args: string) => Plan> = new Map([
  ['kuma', (args: string) => planFor(kumaProfile, { args: args.split(' ') })],
  ['linkerd', (args: string) => planFor(linkerdProfile, { args: args.split(' ') })],
  ['istio-ambient', (args: string) => ambientFromName(args.split('-'))],
]);

function recorded(): readonly (readonly [string, Recorded])[] {
  if (DATA === undefined) return [];
  // The border of JSON.parse: the shape is that of conformance/iptables/README.md.
  const { rulesets } = JSON.parse(dataText('packets.json')) as { rulesets: Record<string, Recorded> };
  return Object.entries(rulesets).filter(([, { profile }]) => PROFILES.has(profile));
}

const recordedJobs = (): readonly Job[] =>
  recorded().flatMap(([name, { profile, args }]) => {
    const plan = PROFILES.get(profile)?.(args);
    return plan ? [{ name: `packets-${name}`, files: restored(plan) }] : [];
  });

const AMBIENT = { podAddresses: ['10.1.1.5/24', '2001:db8:1::5/64'], args: ['--virtual-interfaces', 'tap0'] };
const LINKERD = ['-p', '4143', '-o', '4140', '-u', '2102', '--inbound-ports-to-ignore', '25,8000-8010'];
const KUMA = [
  '--exclude-outbound-ports-for-uids=tcp:80,443:1000-1010',
  '--exclude-outbound-ips=10.9.0.0/16,fd00::/8',
  '--vnet=br+:172.18.0.0/16',
  '--vnet=br+:fd01::/64',
  '--redirect-all-dns-traffic',
  '--drop-invalid-packets',
];

/** Cases of our own; they need no data. */
const OWN_JOBS: readonly Job[] = [
  { name: 'own-ambient-restore', files: restored(planFor(ambientProfile, AMBIENT)) },
  { name: 'own-ambient-nft', files: script(planFor(ambientProfile, AMBIENT, { backend: 'nft' })) },
  { name: 'own-linkerd-nft', files: script(planFor(linkerdProfile, { args: LINKERD }, { backend: 'nft' })) },
  { name: 'own-kuma-restore', files: restored(planFor(kumaProfile, { args: KUMA })) },
  { name: 'own-kuma-verbose', files: restored(planFor(kumaProfile, { args: [...KUMA, '--verbose'] })) },
  { name: 'own-kuma-nft', files: script(planFor(kumaProfile, { args: KUMA }, { backend: 'nft' })) },
];

interface Dump {
  readonly save4: string;
  readonly save6: string;
}

/** What the data says the kernel holds after a case; nothing for a case of our own. */
function dumpOf({ expected }: Case): Dump {
  const [file = '', name = ''] = (expected['kernel'] ?? '').split('#');
  // The border of JSON.parse: the shape is that of conformance/iptables/README.md.
  return (JSON.parse(dataText(file)) as Record<string, Dump>)[name] as Dump;
}

describe.skipIf(REASON !== undefined)(`linkerd, kuma and ambient in the kernel (${REASON ?? 'in namespaces'})`, () => {
  const folder = sharedFolder();
  const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const jobs = REASON === undefined ? [...OWN_JOBS, ...dataJobs(), ...recordedJobs()] : [];

  beforeAll(() => {
    for (const { name, files } of jobs) {
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    }
    execFileSync('sh', ['-c', SCRIPT, 'sh', folder], { env: TOOL_ENVIRONMENT });
  }, 120_000);

  it.each(jobs)('$name is accepted', ({ name }) => {
    expect(read(name, 'log').replace(/^(?:[#*:-].*|COMMIT)\n/gm, '')).toBe('');
    expect(read(name, 'status').trim()).toBe('0');
  });

  it('verbose is the same to the kernel', () => {
    expect(normalSave(read('own-kuma-verbose', 'save4'))).toBe(normalSave(read('own-kuma-restore', 'save4')));
    expect(normalSave(read('own-kuma-verbose', 'save6'))).toBe(normalSave(read('own-kuma-restore', 'save6')));
  });

  describe.skipIf(DATA === undefined)(
    `as recorded (${DATA === undefined ? 'skipped: no comparison data' : 'data'})`,
    () => {
      it.each([...casesOf('kuma'), ...casesOf('linkerd')].map((item) => ({ item })))('$item.name', ({ item }) => {
        const wanted = dumpOf(item);
        for (const form of ['restore', 'commands']) {
          expect(normalSave(read(`${item.name}-${form}`, 'save4'))).toBe(normalSave(wanted.save4));
          expect(normalSave(read(`${item.name}-${form}`, 'save6'))).toBe(normalSave(wanted.save6));
        }
      });

      // The packets came in by an interface of another name than the one in the name of the case.
      it.each(recorded())('the rules of the packets of %s', (name, { iptablesSave, ip6tablesSave }) => {
        expect(normalSave(read(`packets-${name}`, 'save4'))).toBe(
          normalSave(iptablesSave.replaceAll('-i eth8 ', '-i virt0 ')),
        );
        if (ip6tablesSave !== undefined) {
          expect(normalSave(read(`packets-${name}`, 'save6'))).toBe(normalSave(ip6tablesSave));
        }
      });
    },
  );
});
