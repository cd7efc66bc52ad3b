/** What rate limits know requests by. @see envoy.config.route.v3.RateLimit and envoy.extensions.common.ratelimit.v3 */
import type { LocalRateLimit } from '../../../xds/resources/filter.ts';
import type { RateLimit, RateLimitAction } from '../../../xds/resources/route.ts';
import type { ValueContext } from '../headers/template.ts';
import { allHold, headerCondition, queryCondition, queryValue } from '../match/conditions.ts';
import { fieldTest } from '../match/request-view.ts';
import { latin1 } from '../text.ts';
import { type BucketSource, bucketOf, type TokenBucket } from './bucket.ts';

/** Buckets of values that nobody lists; the one that was not used for longest goes first. */
const MAX_DYNAMIC = 20;

/** A name and a value, as latin-1 text. */
interface Entry {
  readonly key: string;
  readonly value: string;
}

/** `undefined`: the request has nothing of the kind, and the whole limit is not about it; `skipped`: only this entry is left out. */
type Produce = (request: ValueContext) => Entry | 'skipped' | undefined;

const entry = (key: string, value: string): Entry => ({ key: latin1(key), value });

function fromHeader({ request_headers: action }: RateLimitAction): Produce | undefined {
  if (action === undefined) return undefined;
  const field = fieldTest(action.header_name);
  return (request) => {
    let found: string | undefined;
    field(request, (value) => {
      found = value;
      return true;
    });
    if (found !== undefined) return entry(action.descriptor_key, found);
    return action.skip_if_absent === true ? 'skipped' : undefined;
  };
}

function fromQuery({ query_parameters: action }: RateLimitAction): Produce | undefined {
  if (action === undefined) return undefined;
  const name = latin1(action.query_parameter_name);
  return ({ query }) => {
    const value = query === '' ? undefined : queryValue(query, name);
    if (value !== undefined) return entry(action.descriptor_key, value);
    return action.skip_if_absent === true ? 'skipped' : undefined;
  };
}

/** Entries that say no more than that conditions hold. */
function fromConditions(action: RateLimitAction): Produce | undefined {
  const { header_value_match: fields, query_parameter_value_match: query } = action;
  const match = fields ?? query;
  if (match === undefined) return undefined;
  const conditions = fields ? fields.headers.map(headerCondition) : (query?.query_parameters ?? []).map(queryCondition);
  const key = match.descriptor_key ?? (fields ? 'header_match' : 'query_match');
  const made = entry(key, latin1(match.descriptor_value));
  return (request) => (allHold(conditions, request) === (match.expect_match ?? true) ? made : undefined);
}

/** @throws {BadValue} for a wrong expression. An action nobody knows yields nothing. */
function producer(action: RateLimitAction): Produce {
  const generic = action.generic_key;
  if (generic) {
    const made = entry(generic.descriptor_key ?? 'generic_key', latin1(generic.descriptor_value));
    return () => made;
  }
  if (action.remote_address) return ({ connection }) => entry('remote_address', connection.remoteText);
  if (action.destination_cluster) return ({ clusterName }) => entry('destination_cluster', clusterName);
  return fromHeader(action) ?? fromQuery(action) ?? fromConditions(action) ?? (() => undefined);
}

/** Makes the entries of a request; `undefined` when the limit is not about it. */
export type Describe = (request: ValueContext) => readonly Entry[] | undefined;

/** The limits of one stage. @throws {BadValue} for a wrong expression. */
export function describers(limits: readonly RateLimit[], stage: number): readonly Describe[] {
  return limits
    .filter((limit) => (limit.stage ?? 0) === stage)
    .map(({ actions = [] }) => {
      const producers = actions.map(producer);
      return (request: ValueContext) => {
        const made = producers.map((produce) => produce(request));
        return made.includes(undefined) ? undefined : made.filter((each) => typeof each === 'object');
      };
    });
}

interface Limited {
  readonly entries: readonly { readonly key: string; readonly value: string | undefined }[];
  /** Of requests that say what is listed. */
  readonly bucket: TokenBucket | undefined;
  /** By what they say instead of it. */
  readonly dynamic: Map<string, TokenBucket>;
  readonly make: () => TokenBucket;
}

/** The buckets of those requests that are told apart. */
export class DescribedBuckets {
  readonly #limited: readonly Limited[];
  readonly #maxDynamic: number;

  constructor(config: LocalRateLimit, workers: number, bucket: (key: string, make: () => TokenBucket) => TokenBucket) {
    this.#maxDynamic = config.max_dynamic_descriptors ?? MAX_DYNAMIC;
    this.#limited = (config.descriptors ?? []).map(({ entries, token_bucket: settings }) => {
      const own = entries.map(({ key, value }) => ({ key: latin1(key), value: value ? latin1(value) : undefined }));
      const make = (): TokenBucket => bucketOf(settings, workers);
      const listed = own.every(({ value }) => value !== undefined);
      return {
        entries: own,
        bucket: listed ? bucket(JSON.stringify([entries, settings]), make) : undefined,
        dynamic: new Map<string, TokenBucket>(),
        make,
      };
    });
  }

  /** Those that count for the entries, the smallest first. */
  find(described: readonly (readonly Entry[])[]): readonly TokenBucket[] {
    const found = described.flatMap((entries) => {
      const limited = this.#limited.find((each) => matches(each, entries));
      return limited === undefined ? [] : [limited.bucket ?? this.#dynamic(limited, entries)];
    });
    return found.length < 2 ? found : found.toSorted((one, other) => one.size - other.size);
  }

  #dynamic({ dynamic, make }: Limited, entries: readonly Entry[]): TokenBucket {
    const key = JSON.stringify(entries);
    const bucket = dynamic.get(key) ?? make();
    dynamic.delete(key);
    const [oldest] = dynamic.keys();
    if (dynamic.size >= this.#maxDynamic && oldest !== undefined) dynamic.delete(oldest);
    dynamic.set(key, bucket);
    return bucket;
  }
}

function matches({ entries: wanted }: Limited, entries: readonly Entry[]): boolean {
  return (
    wanted.length === entries.length &&
    wanted.every(({ key, value }, index) => {
      const own = entries[index];
      return own?.key === key && (value === undefined || own.value === value);
    })
  );
}

/** What buckets are called: those of one place are not those of another. */
export const placed =
  (buckets: BucketSource, place: string) =>
  (key: string, make: () => TokenBucket): TokenBucket =>
    buckets(`${place} ${key}`, make);
