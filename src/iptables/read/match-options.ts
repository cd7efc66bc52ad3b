/** The options of iptables' match modules that meshctl understands. */
import { FULL_MASK } from '../constants.ts';
import type { ConntrackState, Match, PortMatch } from '../model/match.ts';
import { isServiceName, parseNumber, parseOwner, parsePorts } from './names.ts';
import type { ReadOptions } from './source.ts';

/** What an option stands in. */
export interface OptionContext {
  /** The module of the last `-m`. */
  readonly module: string | undefined;
  readonly negated: boolean;
  readonly options: ReadOptions;
}

/** An option: whether it takes a value, and what it asks. `undefined` from `read` means: not something meshctl decides. */
export interface MatchOption {
  readonly value: boolean;
  /** A text is what is wrong with the value. */
  readonly read: (value: string, context: OptionContext) => Match | string | undefined;
}

const STATES: readonly ConntrackState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

function portOption(kind: PortMatch['kind'], plural: boolean): MatchOption {
  return {
    value: true,
    read(value, { module, negated }) {
      // getopt takes `--dport` for `--dports` inside multiport.
      const multiport = plural || module === 'multiport';
      const list = multiport ? value.split(',') : [value];
      const ports = list.map((text) => parsePorts(text.trim()));
      const known = ports.filter((range) => range !== undefined);
      if (known.length === ports.length) return { kind, ports: known, multiport, negated };
      if (list.every((text) => isServiceName(text) || parsePorts(text)))
        return { kind, ports: [], multiport, negated, service: value };
      return `"${value}" is not a port`;
    },
  };
}

function ownerOption(kind: 'owner-uid' | 'owner-gid'): MatchOption {
  return {
    value: true,
    read(value, { negated, options }) {
      const owner = parseOwner(value, kind === 'owner-uid' ? options.users : options.groups);
      return owner ? { kind, ...owner, negated } : undefined;
    },
  };
}

/** `value` or `value/mask`; `undefined` for other text. */
export function parseMark(text: string): { readonly value: number; readonly mask?: number } | undefined {
  const [left = '', right, ...more] = text.split('/');
  const value = parseNumber(left);
  const mask = right === undefined ? undefined : parseNumber(right);
  if (value === undefined || more.length > 0 || (right !== undefined && mask === undefined)) return undefined;
  return mask === undefined ? { value } : { value, mask };
}

const markOption: MatchOption = {
  value: true,
  read(text, { module, negated }) {
    const mark = parseMark(text);
    if (!mark) return `"${text}" is not a mark`;
    return { kind: module === 'connmark' ? 'connmark' : 'mark', mask: FULL_MASK, ...mark, negated };
  },
};

function stateOption(module?: 'state'): MatchOption {
  return {
    value: true,
    read(value, { negated }) {
      const names = value.split(',');
      const states = STATES.filter((state) => names.includes(state));
      if (states.length !== names.length) return undefined;
      return { kind: 'state', states, negated, ...(module ? { module } : {}) };
    },
  };
}

/** By the option's name; `-m comment` and modules that take no option are the caller's. */
export const MATCH_OPTIONS: Readonly<Record<string, MatchOption>> = {
  '--sport': portOption('source-port', false),
  '--source-port': portOption('source-port', false),
  '--dport': portOption('destination-port', false),
  '--destination-port': portOption('destination-port', false),
  '--sports': portOption('source-port', true),
  '--source-ports': portOption('source-port', true),
  '--dports': portOption('destination-port', true),
  '--destination-ports': portOption('destination-port', true),
  '--uid-owner': ownerOption('owner-uid'),
  '--gid-owner': ownerOption('owner-gid'),
  '--socket-exists': { value: false, read: (_, { negated }) => ({ kind: 'owner-socket', negated }) },
  '--mark': markOption,
  '--ctstate': stateOption(),
  '--state': stateOption('state'),
  '--transparent': { value: false, read: (_, { negated }) => ({ kind: 'socket', transparent: true, negated }) },
};

/** The modules whose options {@link MATCH_OPTIONS} has; an option of another module is never understood. */
export const MODULES: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'sctp',
  'dccp',
  'udplite',
  'multiport',
  'owner',
  'mark',
  'connmark',
  'conntrack',
  'state',
  'socket',
  'comment',
]);
