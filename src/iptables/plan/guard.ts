/** Rules that drop everything while others are exchanged, so that nothing passes the proxy by. */
import type { Family } from '../model/rule.ts';
import { type Command, restoreCommand, type Writer } from './command.ts';
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

/** The commands that put the guard up in these families. */
export function guardOn(writer: Writer, families: readonly Family[]): readonly Command[] {
  return families.map((family) => restoreCommand(writer, family, text('-I')));
}

/** The commands that take it away again; the latest one put up comes first. */
export function guardOff(writer: Writer, families: readonly Family[]): readonly Command[] {
  return families.map((family) => restoreCommand(writer, family, text('-D')));
}
