/** The statements of nft rules: verdicts, rewriting and marks. */
import { FULL_MASK } from '../constants.ts';
import type { Target } from '../model/target.ts';
import { parseNumber, parsePorts } from './names.ts';
import { accept, type Cursor, peek, take } from './nft-tokens.ts';

/** `undefined`: the words are a statement meshctl keeps as they are; the reader puts the cursor back. */
type Reader = (cursor: Cursor) => Target | undefined;

/** A number computed from a mark: `(source & keep) ^ flip`. */
interface Marking {
  readonly source: 'mark' | 'connmark' | 'none';
  readonly keep: number;
  readonly flip: number;
}

const unsigned = (value: number): number => value >>> 0;

const OPERATIONS: Readonly<Record<string, (at: Marking, bits: number) => Marking>> = {
  and: ({ source, keep, flip }, bits) => ({ source, keep: unsigned(keep & bits), flip: unsigned(flip & bits) }),
  or: ({ source, keep, flip }, bits) => ({ source, keep: unsigned(keep & ~bits), flip: unsigned(flip | bits) }),
  xor: ({ source, keep, flip }, bits) => ({ source, keep, flip: unsigned(flip ^ bits) }),
};

const SIGNS: Readonly<Record<string, string>> = { '&': 'and', '|': 'or', '^': 'xor' };

function operandAt(cursor: Cursor): Marking | undefined {
  if (accept(cursor, 'ct', 'mark')) return { source: 'connmark', keep: FULL_MASK, flip: 0 };
  if (accept(cursor, 'meta', 'mark') || accept(cursor, 'mark')) return { source: 'mark', keep: FULL_MASK, flip: 0 };
  const value = parseNumber(take(cursor, 'a mark').text);
  return value === undefined ? undefined : { source: 'none', keep: 0, flip: value };
}

function markingAt(cursor: Cursor): Marking | undefined {
  let marking = operandAt(cursor);
  for (;;) {
    const word = SIGNS[peek(cursor)] ?? peek(cursor);
    const operation = Object.hasOwn(OPERATIONS, word) ? OPERATIONS[word] : undefined;
    if (!marking || !operation) return marking;
    cursor.at += 1;
    const bits = parseNumber(take(cursor, 'bits').text);
    marking = bits === undefined ? undefined : operation(marking, bits);
  }
}

function setMark(cursor: Cursor): Target | undefined {
  const marking = markingAt(cursor);
  if (!marking) return undefined;
  const { source, keep, flip } = marking;
  if (source !== 'connmark') return { kind: 'set-mark', value: flip, mask: unsigned(~keep) };
  return flip === 0 ? { kind: 'restore-mark', nfmask: FULL_MASK, ctmask: keep } : undefined;
}

function setConnmark(cursor: Cursor): Target | undefined {
  const marking = markingAt(cursor);
  if (!marking) return undefined;
  const { source, keep, flip } = marking;
  if (source === 'none') return { kind: 'set-connmark', value: flip, mask: FULL_MASK };
  if (source === 'connmark') return { kind: 'set-connmark', value: flip, mask: unsigned(~keep) };
  return flip === 0 ? { kind: 'save-mark', nfmask: keep, ctmask: FULL_MASK } : undefined;
}

function setZone(cursor: Cursor): Target | undefined {
  const zone = parseNumber(take(cursor, 'a zone').text);
  return zone === undefined ? undefined : { kind: 'zone', zone };
}

function redirect(cursor: Cursor): Target | undefined {
  if (!accept(cursor, 'to')) return undefined;
  const ports = parsePorts(take(cursor, 'a port').text.replace(/^:/, ''));
  return ports && { kind: 'redirect', ports };
}

/** A mark that a tproxy statement sets comes as a statement of its own behind it. */
function tproxy(cursor: Cursor): Target | undefined {
  if (!accept(cursor, 'ip')) accept(cursor, 'ip6');
  if (!accept(cursor, 'to')) return undefined;
  const found = /^(?:\[?([\da-f.:]*?)\]?)?:(\d+)$/i.exec(take(cursor, 'a port').text);
  const port = parseNumber(found?.[2] ?? '');
  if (port === undefined) return undefined;
  return { kind: 'tproxy', port, mark: 0, mask: 0, ...(found?.[1] ? { address: found[1] } : {}) };
}

function nat(kind: 'snat' | 'dnat'): Reader {
  return (cursor) => {
    if (!accept(cursor, 'ip')) accept(cursor, 'ip6');
    return accept(cursor, 'to') ? { kind, to: take(cursor, 'an address').text } : undefined;
  };
}

function reject(cursor: Cursor): Target {
  if (!accept(cursor, 'with')) return { kind: 'reject' };
  if (accept(cursor, 'tcp', 'reset')) return { kind: 'reject', reply: 'tcp-reset' };
  const words = [take(cursor, 'a reply').text];
  while (/^(?:type|[\w-]*(?:unreachable|prohibited)|no-route)$/.test(peek(cursor)))
    words.push(take(cursor, 'a reply').text);
  return { kind: 'reject', reply: words.filter((word) => word !== 'type').join(' ') };
}

const verdict =
  (kind: 'accept' | 'drop' | 'return'): Reader =>
  () => ({ kind });

const toChain =
  (kind: 'jump' | 'goto'): Reader =>
  (cursor) => ({ kind, chain: take(cursor, 'a chain').text });

const STATEMENTS: Readonly<Record<string, Reader>> = {
  accept: verdict('accept'),
  drop: verdict('drop'),
  return: verdict('return'),
  continue: () => ({ kind: 'count' }),
  reject,
  jump: toChain('jump'),
  goto: toChain('goto'),
  redirect,
  tproxy,
  snat: nat('snat'),
  dnat: nat('dnat'),
  'meta mark set': setMark,
  'mark set': setMark,
  'ct mark set': setConnmark,
  'ct zone set': setZone,
};

/** The statement at the cursor, which moves past it; `undefined`, the cursor unmoved, for any other words. */
export function readNftStatement(cursor: Cursor): Target | undefined {
  for (const words of [3, 2, 1]) {
    const name = Array.from({ length: words }, (_, ahead) => peek(cursor, ahead)).join(' ');
    const reader = Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : undefined;
    if (!reader) continue;
    const start = cursor.at;
    cursor.at += words;
    const target = reader(cursor);
    if (!target) cursor.at = start;
    return target;
  }
  return undefined;
}
