/** Counts what TPROXY rules have taken: such packets reach only sockets that Node cannot make. */

import { hasNetAdmin } from '../../io/system.ts';
import type { RuleSet } from '../../iptables/model/rule.ts';
import { readNft } from '../../iptables/read/nft.ts';
import { readLive } from '../live.ts';
import type { Shell } from '../shell.ts';

/** Packets that rules with TPROXY have matched so far in a namespace; 0 without the right to read rules. */
export async function tproxyPackets(shell: Shell): Promise<number> {
  if (!(await hasNetAdmin())) return 0;
  const { live } = await readLive(shell);
  const native = live.nftTables.filter(({ family }) => family === 'inet').map(({ text }) => text);
  return [...live.tables.map(({ ruleSet }) => ruleSet), readNft(native.join('\n'))].reduce(
    (sum, set) => sum + counted(set),
    0,
  );
}

function counted({ tables }: RuleSet): number {
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules));
  return rules
    .filter(({ target, before }) => [target, ...(before ?? [])].some(({ kind }) => kind === 'tproxy'))
    .reduce((sum, { counters }) => sum + (counters?.packets ?? 0), 0);
}
