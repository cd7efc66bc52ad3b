/** EnvoyFilter patches that insert a local rate limit. */
import type { ConfigPatch } from '../../../mesh/types/networking.ts';
import { asMap, asString, isMap, type JsonMap } from '../../../model/json.ts';
import type { Any, TypedExtension } from '../../resources/common.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { envoyFiltersFor } from './select.ts';

type Placement = 'ANY' | 'GATEWAY' | 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND';

/** A filter a patch puts in, and where. */
export interface InsertedFilter {
  readonly filter: TypedExtension;
  /** Whether it stands right before the router instead of in front of all. */
  readonly beforeRouter: boolean;
}

const CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';
const ROUTER = 'envoy.filters.http.router';
const TYPED_STRUCT = /^type\.googleapis\.com\/(?:udpa\.type\.v1|xds\.type\.v3)\.TypedStruct$/;
const INSERTS: ReadonlySet<string> = new Set(['INSERT_BEFORE', 'INSERT_FIRST', 'ADD', 'INSERT_AFTER']);

/** The configuration of a filter, whether it is typed or a struct with a type beside it. */
export function typedConfig(value: unknown): Any | undefined {
  const config = asMap(value);
  const type = asString(config['@type']) ?? '';
  if (!TYPED_STRUCT.test(type)) return type === '' ? undefined : { ...config, '@type': type };
  const inner = asString(config['type_url']);
  return inner === undefined ? undefined : { ...asMap(config['value']), '@type': inner };
}

/** The local rate limit a patch inserts; `undefined` when it inserts anything else. */
function rateLimit({ applyTo, patch }: ConfigPatch): TypedExtension | undefined {
  if (applyTo !== 'HTTP_FILTER' || !INSERTS.has(patch?.operation ?? '')) return undefined;
  const value: JsonMap = patch?.value ?? {};
  const config = typedConfig(value['typed_config']);
  if (config?.['@type'] !== TYPES.localRateLimit || !isMap(value)) return undefined;
  return { name: asString(value['name']) ?? 'envoy.filters.http.local_ratelimit', typed_config: config };
}

function matchesContext({ match }: ConfigPatch, placement: Placement): boolean {
  const context = match?.context ?? 'ANY';
  if (context !== 'ANY' && context !== placement) return false;
  const filter = match?.listener?.filterChain?.filter?.name;
  return filter === undefined || filter === CONNECTION_MANAGER;
}

function matchesListener({ match }: ConfigPatch, port: number): boolean {
  const number = match?.listener?.portNumber ?? 0;
  return number === 0 || number === port;
}

/** The HTTP filters that patches put into the connection manager of a port. */
export function insertedFilters(
  context: CompileContext,
  placement: Placement,
  port: number,
): readonly InsertedFilter[] {
  return envoyFiltersFor(context).flatMap(({ spec }) =>
    (spec.configPatches ?? []).flatMap((patch) => {
      const filter = rateLimit(patch);
      if (filter === undefined || !matchesContext(patch, placement) || !matchesListener(patch, port)) return [];
      const before = patch.match?.listener?.filterChain?.filter?.subFilter?.name;
      return [{ filter, beforeRouter: before === ROUTER }];
    }),
  );
}

/** Whether a patch inserts a local rate limit. */
export function isRateLimitPatch(patch: ConfigPatch): boolean {
  return rateLimit(patch) !== undefined;
}
