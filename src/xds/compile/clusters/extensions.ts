/** meshctl's own annotations on DestinationRules. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { parseDuration } from '../../../model/duration.ts';
import type { ClusterExtension } from '../../snapshot.ts';
import type { CompileContext } from '../context.ts';

const BALANCER = 'meshctl.io/lb';
const RETRY_BUDGET = 'meshctl.io/retry-budget';
const OUTLIER_PROBE = 'meshctl.io/outlier-probe';
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
  if (peakEwma === undefined && budget === undefined && probe === undefined) return undefined;
  return {
    ...(peakEwma ? { peakEwma } : {}),
    ...(budget ? { retryBudget: budget } : {}),
    ...(probe ? { outlierProbe: probe } : {}),
  };
}
