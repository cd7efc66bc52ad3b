/** Rules that drop everything while others are exchanged, so that nothing passes the proxy by. */
import type { Family, RuleSet } from '../model/rule.ts';
import { type Command, restoreCommand, type Writer } from './command.ts';
import type { Live } from './live.ts';
import { GUARD_MARK } from './mark.ts';

const CHAINS = ['INPUT', 'FORWARD', 'OUTPUT'];

const PROTOCOLS = ['tcp', 'udp'];

function text(option: '-I' | '-D'): string {
  const place = option === '-I' ? ' 1' : '';
  const rules = CHAINS.flatMap((chain) =>
    PROTOCOLS.map(
      (protocol) => `${option} ${chain}${place} -p ${protocol} -m comment --comment ${GUARD_MARK} -j DROP\n`,
    ),
  );
  return `*filter\n${rules.join('')}COMMIT\n`;
}

/** The commands that put the guard up, and those that take it away. */
export interface Guard {
  readonly on: readonly Command[];
  readonly off: readonly Command[];
}

/** A guard for these families. */
export function guard(writer: Writer, families: readonly Family[]): Guard {
  return {
    on: families.map((family) => restoreCommand(writer, family, text('-I'))),
    off: families.map((family) => restoreCommand(writer, family, text('-D'))),
  };
}

/** The guard an earlier run left up when its way back failed: nothing puts it up; `undefined` when there is none. */
export function leftGuard({ tables }: Live, writer: (variant: Writer['variant']) => Writer): Guard | undefined {
  const off = tables
    .filter(({ ruleSet }) => isUp(ruleSet))
    .map(({ variant, family }) => restoreCommand(writer(variant), family, text('-D')));
  return off.length > 0 ? { on: [], off } : undefined;
}

function isUp({ tables }: RuleSet): boolean {
  const filter = tables.find(({ name }) => name === 'filter');
  return [...(filter?.chains.values() ?? [])].some(({ rules }) => rules.some(({ comment }) => comment === GUARD_MARK));
}
