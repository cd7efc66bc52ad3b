import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { type Case, casesOf, DATA, dataText, planFor } from '../support/cases.ts';

/** The one case the peer has for nft only. */
const ONLY_NFT: Case = {
  name: 'peer-inbound-ports-empty-tproxy',
  profile: 'istio',
  group: 'peer',
  args: ['-u', '1337', '-g', '1337', '-m', 'TPROXY'],
  podAddresses: ['10.1.1.5/24'],
  expected: {},
};

const CASES = [...casesOf('istio').filter(({ name }) => name.startsWith('peer-')), ONLY_NFT];

/** The peer's test gives nameservers as text; a real resolv.conf comes out in the usual spelling. */
const usual = (text: string): string => text.replaceAll('::127.0.0.53/', '::7f00:35/');

function goldens(set: string): readonly { name: string; item: Case; text: string }[] {
  if (DATA === undefined) return [];
  return readdirSync(join(DATA, 'goldens/peer', set)).map((file) => {
    const name = file.replace(/\.golden$/, '');
    const item = CASES.find((candidate) => candidate.name === `peer-${name}`);
    if (!item) throw new Error(`no case for ${set}/${file}`);
    return { name, item, text: usual(dataText(`goldens/peer/${set}/${file}`)) };
  });
}

describe.skipIf(DATA === undefined)(
  "the peer's own goldens (comparison data: absent without shared/conformance)",
  () => {
    it.each(goldens('istio-iptables'))('$name, for iptables', ({ item, text }) => {
      const { program } = planFor(istioProfile, item);
      const saves = program.families.map((family) => (family === 'ipv4' ? 'iptables-save\n' : 'ip6tables-save\n'));
      const texts = program.families.map((family) => restoreText(program, family));
      expect(['iptables-save\n', 'ip6tables-save\n', ...texts, ...saves].join('')).toBe(text);
    });

    it.each(goldens('istio-nftables'))('$name, for nft', ({ item, text }) => {
      const plan = planFor(istioProfile, item, { backend: 'nft' });
      expect(plan.texts?.nft?.(plan.program.families)).toBe(text);
    });
  },
);
