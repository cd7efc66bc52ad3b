/** What `iptables -L` prints of a rule behind the addresses: conditions and the target's arguments, in words. */
import { FULL_MASK } from '../constants.ts';
import type { ConntrackState, Match, PortMatch } from '../model/match.ts';
import type { Target } from '../model/target.ts';
import { parseMark } from './match-options.ts';
import { isServiceName, parseOwner, parsePorts } from './names.ts';
import type { ReadOptions } from './source.ts';
import { targetOf } from './target-options.ts';

/** What the words behind the addresses say. */
export interface Extras {
  readonly matches: readonly Match[];
  /** The target with its arguments; `undefined` when nothing of it stands there. */
  readonly target: Target | undefined;
  readonly comment: string | undefined;
}

/** What one pattern makes of its words. `undefined`: not decided after all. */
interface Found {
  readonly match?: Match;
  readonly target?: Target;
  readonly comment?: string;
}

interface Context {
  readonly options: ReadOptions;
  /** The name in the target column. */
  readonly target: string;
}

interface Pattern {
  readonly words: RegExp;
  readonly read: (groups: readonly string[], context: Context) => Found | undefined;
}

function portMatch(kind: PortMatch['kind'], text: string, multiport: boolean): Found | undefined {
  const negated = text.startsWith('!');
  const list = text.replace(/^!\s*/, '').split(',');
  const ports = list.map(parsePorts).filter((range) => range !== undefined);
  if (ports.length === list.length) return { match: { kind, ports, multiport, negated } };
  if (!list.every((name) => isServiceName(name) || parsePorts(name))) return undefined;
  return { match: { kind, ports: [], multiport, negated, service: list.join(',') } };
}

const side = (letter: string): PortMatch['kind'] => (letter === 's' ? 'source-port' : 'destination-port');

/** `dpts` comes as `first:last`, `dpt` as one port. */
const port: Pattern = {
  words: /^(?:(?:tcp|udp|sctp|dccp|udplite) )?([sd])pts?:(!?[\w:-]+)/,
  read: ([letter = '', text = '']) => portMatch(side(letter), text, false),
};

const multiport: Pattern = {
  words: /^multiport ([sd])ports\s+(!?\s*[\w:,-]+)/,
  read: ([letter = '', text = '']) => portMatch(side(letter), text, true),
};

const owner: Pattern = {
  words: /^(! )?owner (UID|GID) match (!)?\s*([\w.$-]+)/,
  read([before, what, after, text = ''], { options }) {
    const found = parseOwner(text, what === 'UID' ? options.users : options.groups);
    const kind = what === 'UID' ? 'owner-uid' : 'owner-gid';
    return found && { match: { kind, ...found, negated: before !== undefined || after !== undefined } };
  },
};

const ownerSocket: Pattern = {
  words: /^(! )?owner socket exists/,
  read: ([before]) => ({ match: { kind: 'owner-socket', negated: before !== undefined } }),
};

const mark: Pattern = {
  words: /^(conn|CONN)?mark match\s+(!\s*)?(0x[\da-f]+(?:\/0x[\da-f]+)?)/,
  read([connection, not, text = '']) {
    const found = parseMark(text);
    const kind = connection === undefined ? 'mark' : 'connmark';
    return found && { match: { kind, mask: FULL_MASK, ...found, negated: not !== undefined } };
  },
};

const STATES: readonly ConntrackState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

const state: Pattern = {
  words: /^(! )?(ctstate|state) ([A-Z,]+)/,
  read([before, module, text = '']) {
    const names = text.split(',');
    const states = STATES.filter((name) => names.includes(name));
    if (states.length !== names.length) return undefined;
    const match = { kind: 'state', states, negated: before !== undefined } as const;
    return { match: module === 'state' ? { ...match, module: 'state' } : match };
  },
};

const socket: Pattern = {
  words: /^socket( --transparent)?(?= |$)/,
  read: ([transparent]) => ({ match: { kind: 'socket', transparent: transparent !== undefined, negated: false } }),
};

const comment: Pattern = {
  words: /^\/\* (.*?) \*\//,
  read: ([text = '']) => ({ comment: text, match: { kind: 'module', module: 'comment' } }),
};

/** Reads a target's words by turning them into its options. */
function arguments_(
  name: string,
  words: RegExp,
  options: (groups: readonly string[]) => readonly [string, string][],
): Pattern {
  return {
    words,
    read(groups, context) {
      if (context.target !== name) return undefined;
      const target = targetOf(name, new Map(options(groups)), '');
      return typeof target === 'string' || target.kind === 'unknown' ? undefined : { target };
    },
  };
}

const MARKING: Readonly<Record<string, string>> = {
  xset: '--set-xmark',
  set: '--set-mark',
  or: '--or-mark',
  and: '--and-mark',
  xor: '--xor-mark',
};

const TARGETS: readonly Pattern[] = [
  arguments_('REDIRECT', /^redir ports (\d+(?:-\d+)?)/, ([ports = '']) => [['--to-ports', ports]]),
  arguments_(
    'TPROXY',
    /^TPROXY redirect ([\da-f.:]+):(\d+) mark (0x[\da-f]+\/0x[\da-f]+)/,
    ([address = '', port = '', bits = '']) => [
      ['--on-ip', address],
      ['--on-port', port],
      ['--tproxy-mark', bits],
    ],
  ),
  arguments_('MARK', /^MARK (xset|set|or|and|xor) (0x[\da-f]+(?:\/0x[\da-f]+)?)/, ([how = '', bits = '']) => [
    [MARKING[how] ?? '', bits],
  ]),
  arguments_('CONNMARK', /^CONNMARK (xset|set|or|and|xor) (0x[\da-f]+(?:\/0x[\da-f]+)?)/, ([how = '', bits = '']) => [
    [MARKING[how] ?? '', bits],
  ]),
  arguments_(
    'CONNMARK',
    /^CONNMARK (save|restore)(?: nfmask (0x[\da-f]+))?(?: ctmask ~?(0x[\da-f]+))?/,
    ([how = '', nf = '0xffffffff', ct = '0xffffffff']) => [
      [`--${how}-mark`, ''],
      ['--nfmask', nf],
      ['--ctmask', ct],
    ],
  ),
  arguments_('CT', /^CT zone (\d+)/, ([zone = '']) => [['--zone', zone]]),
  arguments_('REJECT', /^reject-with ([\w-]+)/, ([reply = '']) => [['--reject-with', reply]]),
  arguments_('SNAT', /^to:(\S+)/, ([to = '']) => [['--to-source', to]]),
  arguments_('DNAT', /^to:(\S+)/, ([to = '']) => [['--to-destination', to]]),
];

const PATTERNS: readonly Pattern[] = [
  port,
  multiport,
  owner,
  ownerSocket,
  mark,
  state,
  socket,
  comment,
  // `tcp` before its ports stands alone when there are none.
  { words: /^(?:tcp|udp)(?= |$)/, read: () => ({}) },
  ...TARGETS,
];

/** Beginnings of what {@link PATTERNS} know, where a stretch that is not known ends. */
const NEXT =
  / (?=(?:(?:tcp|udp) )?[sd]pts?:|multiport [sd]ports|(?:! )?owner |(?:conn|CONN)?mark match|(?:! )?(?:ct)?state |socket(?: |$)|\/\* |redir ports|TPROXY redirect|(?:CONN)?MARK |CT zone|reject-with|to:)/;

function firstFound(rest: string, context: Context): { readonly found: Found; readonly length: number } | undefined {
  for (const { words, read } of PATTERNS) {
    const hit = words.exec(rest);
    const found = hit && read(hit.slice(1), context);
    if (found) return { found, length: hit[0].length };
  }
  return undefined;
}

/** `LOG flags 0 level 4` belongs to the target; any other stretch that is not known is a condition. */
function unknownStretch(text: string, context: Context): Found {
  const own = text.startsWith(`${context.target} `) || text.startsWith('redir ');
  return own ? { target: { kind: 'unknown', name: context.target, text } } : { match: { kind: 'unknown', text } };
}

/** Reads the words behind the addresses of one rule. What is not known becomes an `unknown` condition or target. */
export function readExtras(text: string, target: string, options: ReadOptions): Extras {
  const context: Context = { options, target };
  const all: Found[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const hit = firstFound(rest, context);
    const length = hit?.length ?? (NEXT.exec(rest)?.index || rest.length);
    all.push(hit?.found ?? unknownStretch(rest.slice(0, length).trimEnd(), context));
    rest = rest.slice(length).trimStart();
  }
  return {
    matches: all.flatMap(({ match }) => match ?? []),
    target: all.findLast((found) => found.target)?.target,
    comment: all.findLast((found) => found.comment !== undefined)?.comment,
  };
}

/** A counter of a listing: `93`, `3845K`, `12M`; units are thousands. */
export function parseCount(text: string): number | undefined {
  const found = /^(\d+)([KMGTP]?)$/.exec(text);
  return found ? Number(found[1]) * 1000 ** ('KMGTP'.indexOf(found[2] || ' ') + 1) : undefined;
}

/** An address column: `anywhere`, `!localhost`, `10.0.0.0/8`; a name that is not known keeps `cidr` undefined. */
export function parseColumnAddress(
  text: string,
  v6: boolean,
): { readonly cidr: string | undefined; readonly negated: boolean } {
  const negated = text.startsWith('!');
  const name = negated ? text.slice(1) : text;
  const known = Object.hasOwn(ADDRESS_NAMES, name) ? ADDRESS_NAMES[name] : undefined;
  return { cidr: known ? known[v6 ? 1 : 0] : name, negated };
}

/** IPv4 and IPv6 of the names resolvers give without being asked. */
const ADDRESS_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  anywhere: ['0.0.0.0/0', '::/0'],
  localhost: ['127.0.0.1/32', '::1/128'],
  'localhost.localdomain': ['127.0.0.1/32', '::1/128'],
  'ip6-localhost': ['::1/128', '::1/128'],
  'ip6-loopback': ['::1/128', '::1/128'],
  'loopback/8': ['127.0.0.0/8', '::1/128'],
  'localhost/8': ['127.0.0.0/8', '::1/128'],
  'link-local/16': ['169.254.0.0/16', 'fe80::/10'],
};
