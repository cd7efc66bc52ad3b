/** One rule of nft. */
import type { Match } from '../model/match.ts';
import type { Counters, Rule } from '../model/rule.ts';
import type { Target, TproxyTarget } from '../model/target.ts';
import { type ExpressionContext, readNftMatch } from './nft-matches.ts';
import { readNftStatement } from './nft-statements.ts';
import { accept, type Cursor, misplaced, peek, rangeOfTokens, take, writtenText } from './nft-tokens.ts';

/** Words that begin a condition or a statement: where one that is not understood ends. */
const HEADS: ReadonlySet<string> = new Set(
  (
    'meta ct ip ip6 tcp udp th sctp dccp icmp icmpv6 iif oif iifname oifname skuid skgid mark socket fib limit log counter ' +
    'accept drop return continue jump goto reject redirect masquerade snat dnat tproxy queue notrack quota xt comment dup fwd'
  ).split(' '),
);

/** Statements that are not understood; all others are conditions. */
const FOREIGN_STATEMENTS: ReadonlySet<string> = new Set(
  'log masquerade queue notrack redirect snat dnat tproxy dup fwd flow update add set'.split(' '),
);

/** What was read of a rule so far. */
interface Parts {
  readonly matches: Match[];
  readonly targets: Target[];
  counters: Counters | undefined;
  comment: string | undefined;
}

function atEnd(cursor: Cursor): boolean {
  return ['', '\n', ';', '}'].includes(peek(cursor));
}

/** Takes words up to the next known beginning, braces as a whole. */
function foreign(cursor: Cursor): string {
  const start = cursor.at;
  let depth = 0;
  do {
    const word = peek(cursor);
    if (word === '{') depth += 1;
    if (word === '}') depth -= 1;
    cursor.at += 1;
  } while (depth > 0 ? peek(cursor) !== '' : !atEnd(cursor) && !HEADS.has(peek(cursor)));
  if (depth > 0) throw misplaced(cursor, '"}" is missing');
  return writtenText(cursor.tokens, start, cursor.at);
}

function counterAt(cursor: Cursor): Counters {
  if (!accept(cursor, 'packets')) return { packets: 0, bytes: 0 };
  const packets = Number(take(cursor, 'a number').text);
  return { packets, bytes: accept(cursor, 'bytes') ? Number(take(cursor, 'a number').text) : 0 };
}

/** `meta nftrace set 1`, `ct helper set "x"`, `xt target "LOG"`: done, and the rule goes on. */
function isForeignStatement(cursor: Cursor): boolean {
  const [first, second, third] = [peek(cursor), peek(cursor, 1), peek(cursor, 2)];
  return (
    FOREIGN_STATEMENTS.has(first) || third === 'set' || (first === 'xt' && second === 'target') || third === 'vmap'
  );
}

function partAt(cursor: Cursor, parts: Parts, context: ExpressionContext): void {
  if (accept(cursor, 'counter')) parts.counters = counterAt(cursor);
  else if (accept(cursor, 'comment')) parts.comment = take(cursor, 'a comment').text;
  else {
    const target = readNftStatement(cursor);
    if (target) parts.targets.push(target);
    else if (isForeignStatement(cursor)) {
      const name = peek(cursor);
      const text = foreign(cursor);
      parts.targets.push({ kind: 'unknown', name, text: text.slice(name.length).trim() });
    } else parts.matches.push(readNftMatch(cursor, context) ?? { kind: 'unknown', text: foreign(cursor) });
  }
}

/** `tproxy … meta mark set M accept` is one thing: hand over, mark, done. */
function joined(targets: readonly Target[]): readonly Target[] {
  const tproxy = targets.find((target): target is TproxyTarget => target.kind === 'tproxy');
  const mark = targets.find((target) => target.kind === 'set-mark');
  if (!tproxy || targets.at(-1)?.kind !== 'accept') return targets;
  const whole: TproxyTarget = mark?.kind === 'set-mark' ? { ...tproxy, mark: mark.value, mask: mark.mask } : tproxy;
  return [...targets.slice(0, -1).filter((target) => target !== tproxy && target !== mark), whole];
}

/**
 * The rule at the cursor, up to the end of its line, a `;` or the `}` of its chain. What is not understood is kept as
 * `unknown`. Throws InputError for words that cannot be meant.
 */
export function readNftRule(cursor: Cursor, context: ExpressionContext): Rule {
  const start = cursor.at;
  const parts: Parts = { matches: [], targets: [], counters: undefined, comment: undefined };
  while (!atEnd(cursor)) partAt(cursor, parts, context);
  const targets = joined(parts.targets);
  const before = targets.slice(0, -1);
  const range = rangeOfTokens(cursor.tokens, start, cursor.at);
  return {
    matches: parts.matches,
    target: targets.at(-1) ?? { kind: 'count' },
    ...(before.length > 0 ? { before } : {}),
    ...(parts.comment === undefined ? {} : { comment: parts.comment }),
    ...(parts.counters ? { counters: parts.counters } : {}),
    text: writtenText(cursor.tokens, start, cursor.at),
    ...(range ? { range } : {}),
  };
}
