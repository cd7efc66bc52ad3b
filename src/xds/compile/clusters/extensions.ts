/** meshctl's own annotations on DestinationRules. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { parseDuration } from '../../../model/duration.ts';
import type { ClusterExtension } from '../../snapshot.ts';
import type { CompileContext } from '../context.ts';

const BALANCER = 'meshctl.io/lb';
const RETRY_BUDGET = 'meshctl.io/retry-budget';
const OUTLIER_PROBE = 'meshctl.io/outlier-probe';
const FAULTS = 'meshctl.io/fault-extra';
const NANOSECONDS_PER_MS = 1_000_000n;
const DEFAULT_PROBE_MS = 1000;

const trimmed = (text: string, by: string): readonly string[] => text.split(by).map((part) => part.trim());

function milliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration === undefined || duration <= 0n ? undefined : Number(duration / NANOSECONDS_PER_MS);
}

/** `20%,10/s,10s`: share of first tries, tokens a second, window. */
function retryBudget(text: string): ClusterExtension['retryBudget'] {
  const [share = '', rate = '', window = ''] = trimmed(text, ',');
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(share)?.[1];
  const perSecond = /^(\d+(?:\.\d+)?)\/s$/.exec(rate)?.[1];
  const windowMs = milliseconds(window);
  if (percent === undefined || perSecond === undefined || windowMs === undefined) return undefined;
  return { percent: Number(percent), perSecond: Number(perSecond), windowMs };
}

/** `GET /healthz;200-299;1s`, or `tcp;1s`: what is asked, what is good, how long an answer may take. */
function outlierProbe(text: string): ClusterExtension['outlierProbe'] {
  const [what = '', ...rest] = trimmed(text, ';');
  if (what.toLowerCase() === 'tcp') return { timeoutMs: milliseconds(rest[0] ?? '') ?? DEFAULT_PROBE_MS };
  const request = /^([A-Z]+) (\/\S*)$/.exec(what);
  const statuses = /^(\d{3})(?:-(\d{3}))?$/.exec(rest[0] ?? '200');
  if (!request || !statuses) return undefined;
  const first = Number(statuses[1]);
  return {
    method: request[1] ?? 'GET',
    path: request[2] ?? '/',
    statuses: [first, Number(statuses[2] ?? first)],
    timeoutMs: milliseconds(rest[1] ?? '') ?? DEFAULT_PROBE_MS,
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1000, KIB: 1024, MB: 1_000_000, MIB: 1_048_576 };

/** `64KiB`, `1MB/s`: whole bytes. */
function bytes(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KM]?i?B)?$/i.exec(text.replace(/\/s$/, '')) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (count === undefined || factor === undefined) return undefined;
  const whole = Math.floor(Number(count) * factor);
  return whole > 0 ? whole : undefined;
}

type Faults = NonNullable<ClusterExtension['faults']>;

const FAULT_WORDS: Readonly<
  Record<string, { readonly fields: readonly (keyof Faults)[]; readonly read: (text: string) => number | undefined }>
> = {
  bandwidth: { fields: ['upBytesPerSecond', 'downBytesPerSecond'], read: bytes },
  'bandwidth-up': { fields: ['upBytesPerSecond'], read: bytes },
  'bandwidth-down': { fields: ['downBytesPerSecond'], read: bytes },
  slice: { fields: ['sliceBytes'], read: bytes },
  jitter: { fields: ['jitterMs'], read: milliseconds },
  'slow-close': { fields: ['slowCloseMs'], read: milliseconds },
  timeout: { fields: ['silentMs'], read: milliseconds },
  'reset-after': { fields: ['resetAfterBytes'], read: bytes },
};

/** `bandwidth=64KiB/s; jitter=50ms`: what is wrong with connections, and how much. */
function faults(text: string): ClusterExtension['faults'] {
  const out: Partial<Record<keyof Faults, number>> = {};
  for (const part of trimmed(text, ';')) {
    const [word = '', amount = ''] = trimmed(part, '=');
    const value = FAULT_WORDS[word]?.read(amount);
    if (value === undefined) return undefined;
    for (const field of FAULT_WORDS[word]?.fields ?? []) out[field] = value;
  }
  return out;
}

function balancer(text: string): ClusterExtension['peakEwma'] {
  return text === 'peak-ewma' ? true : undefined;
}

/** What a rule's annotations ask for; `undefined` when it has none. A value of the wrong form is a finding and has no effect. */
export function clusterExtension(context: CompileContext, rule: MeshResource): ClusterExtension | undefined {
  const read = <T>(name: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = rule.annotations[name];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) {
      const message = `the annotation ${name} cannot be "${text}"`;
      context.report(rule, 'MSH5008', { message, path: ['metadata', 'annotations', name] });
    }
    return value;
  };
  const peakEwma = read(BALANCER, balancer);
  const budget = read(RETRY_BUDGET, retryBudget);
  const probe = read(OUTLIER_PROBE, outlierProbe);
  const bad = read(FAULTS, faults);
  if ([peakEwma, budget, probe, bad].every((each) => each === undefined)) return undefined;
  return {
    ...(peakEwma ? { peakEwma } : {}),
    ...(budget ? { retryBudget: budget } : {}),
    ...(probe ? { outlierProbe: probe } : {}),
    ...(bad ? { faults: bad } : {}),
  };
}
