/** The targets of iptables with arguments, from their options. */
import { FULL_MASK } from '../constants.ts';
import type { SetMarkTarget, Target } from '../model/target.ts';
import { parseMark } from './match-options.ts';
import { parseNumber, parsePort, parsePorts } from './names.ts';

/** The options of a target by name; one without value has an empty text. */
export type TargetOptions = ReadonlyMap<string, string>;

/** `undefined`: meshctl keeps the target as it was written. A text is what is wrong with an option. */
type Reader = (options: TargetOptions) => Target | string | undefined;

const NO_BITS = 0;

const invert = (mask: number): number => (~mask & FULL_MASK) >>> 0;

/** What `--set-mark` and its relatives mean as an exclusive or under a mask. @see iptables-extensions(8), MARK */
const MARKING: Readonly<Record<string, (value: number, mask: number | undefined) => Omit<SetMarkTarget, 'kind'>>> = {
  '--set-xmark': (value, mask = FULL_MASK) => ({ value, mask }),
  '--set-mark': (value, mask = FULL_MASK) => ({ value, mask: (mask | value) >>> 0 }),
  '--or-mark': (value) => ({ value, mask: value }),
  '--and-mark': (value) => ({ value: NO_BITS, mask: invert(value) }),
  '--xor-mark': (value) => ({ value, mask: NO_BITS }),
};

function marking(kind: SetMarkTarget['kind'], options: TargetOptions): Target | string | undefined {
  for (const [option, make] of Object.entries(MARKING)) {
    const text = options.get(option);
    if (text === undefined) continue;
    const mark = parseMark(text);
    return mark ? { kind, ...make(mark.value, mark.mask) } : `"${text}" is not a mark`;
  }
  return undefined;
}

function copying(options: TargetOptions): Target | string | undefined {
  const kind = options.has('--save-mark') ? 'save-mark' : options.has('--restore-mark') ? 'restore-mark' : undefined;
  if (!kind) return undefined;
  const common = options.get('--mask');
  const [nf, ct] = ['--nfmask', '--ctmask'].map((option) => options.get(option) ?? common);
  const nfmask = nf === undefined ? FULL_MASK : parseNumber(nf);
  const ctmask = ct === undefined ? FULL_MASK : parseNumber(ct);
  return nfmask === undefined || ctmask === undefined ? 'a mask is not a number' : { kind, nfmask, ctmask };
}

function tproxy(options: TargetOptions): Target | string {
  const port = parsePort(options.get('--on-port') ?? '');
  const mark = parseMark(options.get('--tproxy-mark') ?? '0/0');
  if (port === undefined) return 'TPROXY needs a port after --on-port';
  if (!mark) return `"${options.get('--tproxy-mark')}" is not a mark`;
  const address = options.get('--on-ip');
  const fixed = address !== undefined && address !== '0.0.0.0' && address !== '::';
  return { kind: 'tproxy', port, mark: mark.value, mask: mark.mask ?? FULL_MASK, ...(fixed ? { address } : {}) };
}

function redirect(options: TargetOptions): Target | string | undefined {
  const text = options.get('--to-ports');
  if (text === undefined) return undefined;
  const ports = parsePorts(text);
  return ports ? { kind: 'redirect', ports } : `"${text}" is not a port`;
}

function connectionTracking(options: TargetOptions): Target | string | undefined {
  const text = options.get('--zone');
  if (text === undefined || options.size > 1) return undefined;
  const zone = parseNumber(text);
  return zone === undefined ? undefined : { kind: 'zone', zone };
}

function nat(kind: 'snat' | 'dnat', option: string): Reader {
  return (options) => {
    const to = options.get(option);
    return to === undefined || options.size > 1 ? undefined : { kind, to };
  };
}

function reject(options: TargetOptions): Target {
  const reply = options.get('--reject-with');
  return { kind: 'reject', ...(reply === undefined ? {} : { reply }) };
}

const READERS: Readonly<Record<string, Reader>> = {
  ACCEPT: () => ({ kind: 'accept' }),
  DROP: () => ({ kind: 'drop' }),
  RETURN: () => ({ kind: 'return' }),
  REJECT: reject,
  REDIRECT: redirect,
  TPROXY: tproxy,
  MARK: (options) => marking('set-mark', options),
  CONNMARK: (options) => marking('set-connmark', options) ?? copying(options),
  CT: connectionTracking,
  SNAT: nat('snat', '--to-source'),
  DNAT: nat('dnat', '--to-destination'),
};

const ALIASES: Readonly<Record<string, string>> = { '--to-port': '--to-ports' };

/** Targets of the kernel that are not chains, besides those meshctl understands. @see iptables-extensions(8) */
const FOREIGN: ReadonlySet<string> = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNSECMARK DNPT DSCP ECN HL HMARK IDLETIMER LED LOG MASQUERADE NETMAP NFLOG ' +
    'NFQUEUE NOTRACK QUEUE RATEEST SECMARK SET SNPT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TRACE TTL'
  ).split(' '),
);

/** Whether a name after `-j` is a target of the kernel; anything else is a chain. */
export function isTarget(name: string): boolean {
  return Object.hasOwn(READERS, name) || FOREIGN.has(name);
}

/** A target from its name and options; `text` is how the options were written. A text is what is wrong with them. */
export function targetOf(name: string, options: TargetOptions, text: string): Target | string {
  if (!isTarget(name)) return { kind: 'jump', chain: name };
  const plain = new Map([...options].map(([option, value]) => [ALIASES[option] ?? option, value]));
  return READERS[name]?.(plain) ?? { kind: 'unknown', name, text };
}
