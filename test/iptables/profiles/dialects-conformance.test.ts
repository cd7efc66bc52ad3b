import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ambientProfile } from '../../../src/iptables/profiles/ambient/profile.ts';
import { kumaProfile } from '../../../src/iptables/profiles/kuma/profile.ts';
import { linkerdProfile } from '../../../src/iptables/profiles/linkerd/profile.ts';
import type { Plan, Profile } from '../../../src/iptables/profiles/profile.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { saveText } from '../../../src/iptables/ruleset/save.ts';
import { normalSave } from '../../support/netns.ts';
import { type Case, casesOf, DATA, dataText, FAMILY_OF, planFor } from '../support/cases.ts';

/** Fields only these profiles' cases have. */
interface DialectCase extends Case {
  /** Of the node agent. */
  readonly config?: unknown;
  /** Of Kuma. */
  readonly configFile?: unknown;
}

const REASON = DATA === undefined ? ' (skipped: no comparison data)' : '';

// The border of JSON.parse: the shape is that of conformance/iptables/README.md.
const cases = (profile: Profile): readonly DialectCase[] => casesOf(profile.name) as readonly DialectCase[];

function planOf(profile: Profile, item: DialectCase, compat = true): Plan {
  const file = item.config ?? item.configFile;
  const around = file === undefined ? {} : { configFile: { name: 'config.yaml', text: JSON.stringify(file) } };
  return planFor(profile, item, { compat, host: item.group === 'ambient-host', around });
}

describe.skipIf(DATA === undefined)(`restore texts of kuma and ambient${REASON}`, () => {
  for (const profile of [kumaProfile, ambientProfile]) {
    it.each(cases(profile).map((item) => ({ item })))(`${profile.name}: $item.name`, ({ item }) => {
      const { program, texts, diagnostics } = planOf(profile, item, false);
      for (const [kind, family] of Object.entries(FAMILY_OF)) {
        const file = item.expected[kind];
        expect(program.families.includes(family)).toBe(file !== undefined);
        if (file !== undefined) expect(texts?.restore?.([family])).toBe(dataText(file));
      }
      expect(diagnostics).toEqual([]);
    });
  }
});

describe.skipIf(DATA === undefined)(`commands of linkerd${REASON}`, () => {
  it.each(cases(linkerdProfile).map((item) => ({ item })))('$item.name', ({ item }) => {
    const { program, texts } = planOf(linkerdProfile, item);
    expect(texts?.commands?.(program.families)).toBe(dataText(item.expected['cmds'] ?? ''));
  });
});

/** What the kernel holds, as far as packets can tell: without comments, whose place in a rule is a matter of style. */
function bare(save: string): string {
  return normalSave(save.replace(/ -m comment --comment (?:"[^"]*"|\S+)/g, ''));
}

describe.skipIf(DATA === undefined)(`programs as the kernel holds them${REASON}`, () => {
  const withKernel = [kumaProfile, linkerdProfile].flatMap((profile) =>
    cases(profile).map((item) => ({ profile, item, name: item.name })),
  );

  it.each(withKernel)('$name', ({ profile, item }) => {
    const { program } = planOf(profile, item);
    const [file = '', name = ''] = (item.expected['kernel'] ?? '').split('#');
    // The border of JSON.parse, as above.
    const dump = (JSON.parse(dataText(file)) as Record<string, { save4: string; save6: string }>)[name];
    for (const family of program.families) {
      const wanted = family === 'ipv4' ? dump?.save4 : dump?.save6;
      expect(bare(saveText(ruleSetOf(program, family)))).toBe(bare(wanted ?? ''));
    }
  });
});

const OWN_ADDRESSES = { v4: '169.254.7.127', v6: 'e9ac:1e77:90ca:399f:4d6d:ece2:2f9b:3164' };

/** What the name of one of the peer's own goldens says. */
function goldenConfig(name: string, set: string) {
  const host = name.startsWith('hostprobe');
  return {
    ipv6: name.endsWith('_ipv6'),
    redirectDns: name.startsWith('default'),
    podDnsOverride: name.startsWith('dns_pod_enabled') ? 'enabled' : 'unset',
    ingressMode: name.startsWith('ingress'),
    virtualInterfaces: name.includes('virtual_interfaces') ? ['fake1s0f0', 'fake1s0f1'] : null,
    hostProbeSnatV4: OWN_ADDRESSES.v4,
    // The host's golden of iptables was made with the default address.
    ...(host && set === 'ambient-iptables' ? {} : { hostProbeSnatV6: OWN_ADDRESSES.v6 }),
    kubeletUid: 1000,
  };
}

function goldenPlan(set: string, name: string): Plan {
  const configFile = { name: 'config.yaml', text: JSON.stringify(goldenConfig(name, set)) };
  return planFor(ambientProfile, {}, { host: name.startsWith('hostprobe'), around: { configFile } });
}

const goldens = (set: string): readonly { readonly name: string }[] =>
  DATA === undefined
    ? []
    : readdirSync(join(DATA, 'goldens/peer', set)).map((file) => ({ name: file.replace('.golden', '') }));

describe.skipIf(DATA === undefined)(`the node agent's own goldens${REASON}`, () => {
  it.each(goldens('ambient-iptables'))('iptables: $name', ({ name }) => {
    const { program, texts } = goldenPlan('ambient-iptables', name);
    const trace = `iptables-save\nip6tables-save\n${texts?.restore?.(program.families)}`;
    expect(trace.trimEnd()).toBe(dataText(`goldens/peer/ambient-iptables/${name}.golden`).trimEnd());
  });

  it.each(goldens('ambient-nftables'))('nft: $name', ({ name }) => {
    const { program, texts } = goldenPlan('ambient-nftables', name);
    const script = texts?.nft?.(program.families) ?? '';
    expect(script.trimEnd()).toBe(dataText(`goldens/peer/ambient-nftables/${name}.golden`).trimEnd());
  });
});

/** A row of bad-inputs.json of these profiles. */
interface BadInput extends Case {
  readonly exit: number;
  readonly note: string | null;
}

const badInputs = (): readonly BadInput[] =>
  DATA === undefined
    ? []
    : // The border of JSON.parse, as above.
      (JSON.parse(dataText('bad-inputs.json')) as readonly BadInput[]).filter(({ profile }) =>
        ['linkerd', 'kuma', 'istio-ambient'].includes(profile),
      );

/** The peer hands all subnets to both tools and fails; by the spec they are split by family instead. */
const SPLIT = 'linkerd-subnet-mixed-real-failure';

describe.skipIf(DATA === undefined)(`bad inputs of linkerd and kuma${REASON}`, () => {
  const profileOf = ({ profile }: BadInput) => (profile === 'kuma' ? kumaProfile : linkerdProfile);

  it.each(badInputs().map((row) => ({ row })))('$row.name', ({ row }) => {
    const strict = () => planOf(profileOf(row), { ...row, resolvConf: [] }, false);
    if (row.name === SPLIT) expect(strict).not.toThrow();
    else expect(strict).toThrow(/--[a-z-]+/);
  });

  it.each(badInputs().map((row) => ({ row })))('$row.name, as the peer answers', ({ row }) => {
    const lenient = () => planOf(profileOf(row), { ...row, resolvConf: [] }, true);
    if (row.exit === 0) expect(lenient).not.toThrow();
    else expect(lenient).toThrow(/--[a-z-]+/);
  });
});
