/** Routes that forward as fast-check makes them, and requests whose upstreams fail as they say: tries, mirrors, weights. */
import fc from 'fast-check';
import type { Table } from './tables.ts';

const pick = <T>(...items: readonly T[]) => fc.constantFrom(...items);

const CONDITIONS = [
  '5xx',
  'gateway-error',
  'connect-failure',
  'reset',
  'refused-stream',
  'retriable-4xx',
  'retriable-status-codes',
  'unavailable',
  '503',
  '404',
] as const;

/** One retry waits for about 25 ms before it is made, and the next one longer: four of them are enough. */
const retries = fc
  .record({
    attempts: fc.integer({ min: 0, max: 3 }),
    on: fc.subarray([...CONDITIONS], { minLength: 0, maxLength: 3 }),
  })
  .map(({ attempts, on }) => ({ attempts, ...(on.length === 0 || attempts === 0 ? {} : { retryOn: on.join(',') }) }));

const percentage = (value: number) => ({ mirrorPercentage: { value } });

const mirror = fc.oneof(
  fc.record({ mirror: fc.constant({ host: 'm1' }) }),
  fc
    .record({ mirror: fc.constant({ host: 'm1' }) })
    .chain((each) => pick(0, 100).map((value) => ({ ...each, ...percentage(value) }))),
  fc.constant({
    mirrors: [{ destination: { host: 'm1' }, percentage: { value: 100 } }, { destination: { host: 'm2' } }],
  }),
);

const route = fc
  .record({
    retries: fc.option(retries, { nil: undefined, freq: 5 }),
    mirrored: fc.option(mirror, { nil: undefined, freq: 2 }),
    host: pick('u1', 'u2'),
    rewrite: fc.option(pick({ uri: '/new' }, { authority: 'other.test' }), { nil: undefined, freq: 2 }),
    request: fc.option(
      pick({ set: { 'x-new': '%REQ(x-case)%' } }, { set: { ':authority': 'set.test' } }, { remove: ['x-b'] }),
      {
        nil: undefined,
        freq: 2,
      },
    ),
  })
  .map(({ retries: again, mirrored, host, rewrite, request }) => ({
    route: [{ destination: { host } }],
    ...(again ? { retries: again } : {}),
    ...mirrored,
    ...(rewrite ? { rewrite } : {}),
    ...(request ? { headers: { request } } : {}),
  }));

/** A table of one route. */
export const FORWARD: fc.Arbitrary<Table> = route.map((each) => [each]);

const ANSWERS = ['200', '404', '409', '500', '502', '503', '504', 'reset'] as const;

/** What a request says, and what each of its tries is answered with. */
export interface Asked {
  readonly method: string;
  readonly body: string | undefined;
  readonly script: string;
}

/** A request. */
export const ASKED: fc.Arbitrary<Asked> = fc.record({
  method: pick('GET', 'GET', 'POST', 'PUT', 'DELETE'),
  body: fc.option(pick('x', 'body'), { nil: undefined }),
  script: fc.array(pick(...ANSWERS), { minLength: 1, maxLength: 4 }).map((each) => each.join(',')),
});

/** Weights of destinations: any sum, and none at all for some. */
export const WEIGHTS: fc.Arbitrary<readonly number[]> = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(0)), { minLength: 2, maxLength: 3 })
  .filter((weights) => weights.some((weight) => weight > 0));
