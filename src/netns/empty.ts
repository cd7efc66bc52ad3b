/** A namespace that holds nothing, for dry runs anywhere. */

import { OWNERSHIP } from '../iptables/plan/ownership.ts';
import type { Host } from '../model/host.ts';
import type { Session, Wanted } from './session.ts';
import { shellIn } from './shell.ts';

/** A session on an empty namespace; nothing is asked of the system. The tools are those of nf_tables unless others are forced. */
export function openEmptySession(wanted: Wanted, host: Host): Session {
  const variant = wanted.force ?? 'nft';
  const before = {
    tables: wanted.program.families.map((family) => ({
      variant,
      family,
      ruleSet: { dialect: 'iptables' as const, families: [family], tables: [] },
    })),
    nftTables: [],
    host: [],
  };
  return {
    shell: shellIn({ label: 'an empty namespace', enter: [] }, host),
    host,
    wanted,
    ownership: OWNERSHIP[wanted.profile],
    before,
    detection: {
      variant,
      legacy: variant === 'legacy',
      version: '',
      reason: `iptables-${variant}: no namespace was named`,
    },
    writer: (one) => ({ variant: one, wait: one === 'legacy' }),
    read: () => Promise.resolve(before),
  };
}
