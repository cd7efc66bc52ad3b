/** Requests as fast-check makes them, for the tables of this folder. */
import fc from 'fast-check';
import type { RequestPlan } from '../../proxy/scenarios/scenario.ts';
import { PATHS, VALUES } from './tables.ts';

const QUERIES = ['', '?q=1', '?q=one&r=1', '?r=', '?q', '?q=2&q=1', '?x=%2F'] as const;
const ORIGINS = ['http://o.test', 'http://p.test', 'http://o.elsewhere'] as const;

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Node writes header values in Latin-1, as HTTP has them. */
const value = fc.oneof(fc.constantFrom(...VALUES), fc.constantFrom(['1', 'one']));

const METHODS = ['GET', 'GET', 'GET', 'POST', 'HEAD', 'PUT', 'OPTIONS'] as const;

/** A request for the host of a table; its authority may be a subdomain of that, in another case, or have a port. */
export const requestFor = (host: string): fc.Arbitrary<RequestPlan> =>
  fc
    .record({
      method: fc.constantFrom(...METHODS),
      path: fc.constantFrom(...PATHS),
      query: fc.constantFrom(...QUERIES),
      host: fc.constantFrom(host, host, host.toUpperCase(), `sub.${host}`, `${host}:80`),
      a: optional(value),
      b: optional(value),
      user: optional(value),
      origin: optional(fc.constantFrom(...ORIGINS)),
      preflight: fc.boolean(),
    })
    .map(({ method, path, query, a, b, user, origin, preflight, host: authority }) => ({
      method,
      path: `${path}${query}`,
      host: authority,
      headers: {
        ...(a === undefined ? {} : { 'x-a': a }),
        ...(b === undefined ? {} : { 'x-b': b }),
        ...(user === undefined ? {} : { 'end-user': user }),
        ...(origin === undefined ? {} : { origin }),
        ...(origin !== undefined && preflight ? { 'access-control-request-method': 'PUT' } : {}),
      },
    }));
