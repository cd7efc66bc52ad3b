import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HostItem, hostCommand, hostItem } from '../../src/iptables/plan/host-item.ts';
import { restoreText } from '../../src/iptables/print/restore.ts';
import { istioProfile } from '../../src/iptables/profiles/istio/profile.ts';
import { type Case, casesOf, DATA, dataText, GROUPS, planFor } from '../iptables/support/cases.ts';
import { namespacesReason, normalNft, normalSave, TOOL_ENVIRONMENT } from '../support/netns.ts';
import { sharedFolder } from '../support/temp.ts';

const REASON = namespacesReason() ?? (DATA === undefined ? 'no comparison data' : undefined);

interface Dump {
  readonly save4: string;
  readonly save6: string;
  readonly ipRule: readonly string[];
  readonly ip6Rule: readonly string[];
  readonly routeTable133: readonly string[];
  readonly loAddrs: readonly string[];
  /** Nothing where the kernel takes no such script. */
  readonly nftList: string | null;
}

/** Applies each case in a namespace of its own, from files and into files: a test's own process for each would take minutes. */
const SCRIPT = `
cd "$1" || exit 1
for dir in */; do
  cd "$1/$dir" && unshare -n sh -c '
    ip link set lo up
    iptables-nft-restore --noflush <v4 && ip6tables-nft-restore --noflush <v6 && sh host
    iptables-nft-save >save4; ip6tables-nft-save >save6
    ip rule | grep fwmark >rule4; ip -6 rule | grep fwmark >rule6
    ip route show table 133 >routes; ip -6 route show table 133 >>routes
    ip -o addr show lo | sed "s/.* inet6* \\([^ ]*\\) .*/\\1/" >addresses
    nft flush ruleset; nft -f nft; nft list ruleset >list' 2>problems
done
true
`;

const CASES: readonly Case[] =
  REASON === undefined ? casesOf('istio').filter(({ expected }) => expected['kernel'] !== undefined) : [];

const compat = (item: Case): boolean => item.iptablesApplyFails !== undefined || item.nftApplyFails !== undefined;

/** Names are looked up by the kernel's tools, and the groups of the data are not on this machine. */
function withIds(text: string): string {
  return text.replace(
    /(gid-owner|skgid(?: !=)?) ([a-z]\w*)/g,
    (_, option: string, name: string) => `${option} ${GROUPS.get(name)}`,
  );
}

/** What the script reads. */
function textsOf(item: Case): Readonly<Record<string, string>> {
  if (item.args?.includes('--cleanup-only')) return { v4: '', v6: '', host: '', nft: '' };
  const { program } = planFor(istioProfile, item, { compat: compat(item) });
  const native = planFor(istioProfile, item, { compat: compat(item), backend: 'nft' });
  const items: readonly HostItem[] = program.host.map(hostItem);
  return {
    v4: withIds(restoreText(program, 'ipv4')),
    v6: withIds(restoreText(program, 'ipv6')),
    host: items.map((one) => `${hostCommand(one, 'add').join(' ')}\n`).join(''),
    nft: withIds(native.texts?.nft?.(native.program.families) ?? ''),
  };
}

function expectedDump({ expected }: Case): Dump {
  const [file = '', name = ''] = (expected['kernel'] ?? '').split('#');
  // The border of JSON.parse: the shape is that of conformance/iptables/README.md.
  return (JSON.parse(dataText(file)) as Record<string, Dump>)[name] as Dump;
}

describe.skipIf(REASON !== undefined)(
  `what the kernel makes of every sidecar case (${REASON ?? 'in a namespace'})`,
  () => {
    const folder = sharedFolder();
    const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8');
    const lines = (name: string, file: string): readonly string[] =>
      read(name, file)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');

    beforeAll(() => {
      for (const item of CASES) {
        mkdirSync(join(folder, item.name));
        for (const [name, text] of Object.entries(textsOf(item))) writeFileSync(join(folder, item.name, name), text);
      }
      execFileSync('sh', ['-c', SCRIPT, 'sh', folder], { env: TOOL_ENVIRONMENT });
    }, 120_000);

    it.each(CASES.map((item) => ({ item })))('$item.name', ({ item }) => {
      const { name } = item;
      const wanted = expectedDump(item);
      expect(normalSave(read(name, 'save4'))).toBe(normalSave(wanted.save4));
      expect(normalSave(read(name, 'save6'))).toBe(normalSave(wanted.save6));
      expect(lines(name, 'rule4')).toEqual(wanted.ipRule.map((line) => line.trim()));
      expect(lines(name, 'rule6')).toEqual(wanted.ip6Rule.map((line) => line.trim()));
      expect(lines(name, 'routes')).toEqual(wanted.routeTable133.map((line) => line.trim()));
      expect([...lines(name, 'addresses')].sort()).toEqual([...wanted.loAddrs].sort());
      // Where the peer's script is refused there is nothing to compare with: ours may be better.
      if (wanted.nftList !== null) expect(normalNft(read(name, 'list')).trim()).toBe(normalNft(wanted.nftList).trim());
    });
  },
);
