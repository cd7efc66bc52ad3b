/** SmartLimiters of microservice.slime.io/v1alpha2, as far as a proxy needs them. */
import { resolveHost } from '../mesh/hosts.ts';
import type { MeshResource } from '../mesh/resource.ts';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';

/** A condition on requests, in the fields of the CRD. */
export interface LimitMatch {
  readonly name?: string;
  /** `true` turns the condition around. */
  readonly invert_match?: boolean;
  readonly present_match?: boolean;
  readonly exact_match?: string;
  readonly regex_match?: string;
  readonly prefix_match?: string;
  readonly suffix_match?: string;
  readonly match_source?: string;
}

/** A quota and what it is for, in the fields of the CRD. */
export interface LimitDescriptor {
  /** A template over metrics; the descriptor counts while it is true. */
  readonly condition?: string;
  readonly action?: {
    readonly quota?: string;
    readonly fill_interval?: { readonly seconds?: number; readonly nanos?: number };
    readonly strategy?: string;
  };
  readonly match?: readonly LimitMatch[];
  readonly target?: {
    readonly direction?: string;
    readonly port?: number;
    readonly route?: readonly string[];
    readonly host?: readonly string[];
  };
}

/** The quotas of one host. */
export interface SmartLimiter {
  /** As a whole: `reviews.default.svc.cluster.local`. */
  readonly host: string;
  /** `_base` is for all endpoints, other names are subsets. */
  readonly sets: Readonly<Record<string, { readonly descriptor?: readonly LimitDescriptor[] }>>;
}

const words = (value: unknown): readonly string[] => asList(value).flatMap((item) => asString(item) ?? []);

const optional = <T>(name: string, value: T | undefined): Readonly<Record<string, T>> =>
  value === undefined ? {} : { [name]: value };

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** Quotas are templates, and often written as bare numbers. */
const template = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : asString(value));

const TEXTS = ['name', 'exact_match', 'regex_match', 'prefix_match', 'suffix_match', 'match_source'] as const;

function matchOf(value: JsonMap): NonNullable<LimitDescriptor['match']>[number] {
  return {
    ...Object.assign({}, ...TEXTS.map((name) => optional(name, asString(value[name])))),
    ...optional('invert_match', flag(value['invert_match'])),
    ...optional('present_match', flag(value['present_match'])),
  };
}

function descriptorOf(value: JsonMap): LimitDescriptor {
  const action = asMap(value['action']);
  const interval = asMap(action['fill_interval']);
  const target = asMap(value['target']);
  return {
    ...optional('condition', template(value['condition'])),
    action: {
      ...optional('quota', template(action['quota'])),
      ...optional('strategy', asString(action['strategy'])),
      fill_interval: {
        ...optional('seconds', number(interval['seconds'])),
        ...optional('nanos', number(interval['nanos'])),
      },
    },
    match: asList(value['match']).map((item) => matchOf(asMap(item))),
    target: {
      ...optional('direction', asString(target['direction'])),
      ...optional('port', number(target['port'])),
      route: words(target['route']),
      host: words(target['host']),
    },
  };
}

/** A SmartLimiter as the runtime takes it. Without a host it is about the service of its own name. */
export function readSmartLimiter(
  { spec, name, namespace }: MeshResource<JsonMap>,
  clusterDomain: string,
): SmartLimiter {
  const sets = Object.entries(asMap(spec['sets'])).map(([set, value]) => {
    const descriptor = asList(asMap(value)['descriptor']).map((item) => descriptorOf(asMap(item)));
    return [set, { descriptor }] as const;
  });
  return {
    host: resolveHost(asString(spec['host']) ?? name, namespace, clusterDomain),
    sets: Object.fromEntries(sets),
  };
}
