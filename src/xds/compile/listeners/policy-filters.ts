/** The HTTP filters that policies put in front of routing. */
import type { TypedExtension } from '../../resources/common.ts';
import { authorizationFilters } from '../authz/filters.ts';
import { jwtFilters } from '../authz/jwt.ts';
import type { CompileContext } from '../context.ts';
import { insertedFilters } from '../patches/local-rate-limit.ts';
import type { Direction } from './http.ts';

const PLACEMENT = { gateway: 'GATEWAY', inbound: 'SIDECAR_INBOUND', outbound: 'SIDECAR_OUTBOUND' } as const;

/** Filters in front of those every connection manager has, and those between them and the router. */
export interface PolicyFilters {
  readonly first: readonly TypedExtension[];
  readonly last: readonly TypedExtension[];
}

/** The filters of a connection manager on a port. What a workload sends out is not subject to its own policies. */
export function policyFilters(context: CompileContext, direction: Direction, port: number): PolicyFilters {
  const inserted = insertedFilters(context, PLACEMENT[direction], port);
  const policies = direction === 'outbound' ? [] : [...jwtFilters(context), ...authorizationFilters(context, 'http')];
  return {
    first: [...inserted.filter(({ beforeRouter }) => !beforeRouter).map(({ filter }) => filter), ...policies],
    last: inserted.filter(({ beforeRouter }) => beforeRouter).map(({ filter }) => filter),
  };
}
