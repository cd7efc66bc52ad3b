import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../../src/commands/proxy/compile.ts';
import { inTurns } from '../../../src/commands/proxy/in-turns.ts';
import { pack, unpack } from '../../../src/commands/proxy/pack.ts';
import { finish } from '../../../src/proxy/runtime/slices.ts';
import type { Route, RouteAction, RouteConfiguration } from '../../../src/xds/resources/route.ts';
import type { Snapshot } from '../../../src/xds/snapshot.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';

const snapshotOf = async (...filename: readonly string[]) =>
  (await compileFiles({ filename, namespace: 'default' }, testHost({ cwd: ROOT }))).snapshot;

const EMPTY = { sources: new Map(), diagnostics: [] };

describe('a snapshot on its way to another process', () => {
  it('arrives as it was, but for where it comes from', async () => {
    const snapshot = await snapshotOf('fixtures/bookinfo');
    const arrived = finish(unpack(pack(snapshot)));
    expect(snapshot.clusters.length).toBeGreaterThan(10);
    expect(arrived).toEqual({ ...JSON.parse(JSON.stringify(snapshot)), ...EMPTY, extensions: snapshot.extensions });
  });

  it('says the same for the same files', async () => {
    const [one, two] = [await snapshotOf('fixtures/bookinfo'), await snapshotOf('fixtures/bookinfo')];
    expect(pack(one)).toEqual(pack(two));
  });

  it('is of many pieces, so that reading it can be left in between', async () => {
    const packed = pack(await snapshotOf('fixtures/bookinfo'));
    let turns = 0;
    const counting = function* () {
      for (const _ of unpack(packed)) {
        turns += 1;
        yield;
      }
    };
    await inTurns(counting());
    expect(turns).toBe(packed.length);
    expect(turns).toBeGreaterThan(4);
  });
});

describe('routes on their way', () => {
  const action = (cluster: string): RouteAction => ({ cluster, timeout: '1s', retry_policy: { num_retries: 2 } });
  const route = (index: number): Route => ({
    name: `r${index}`,
    match: { prefix: `/${index}` },
    ...(index % 7 === 0 ? { redirect: { path_redirect: '/' } } : { route: action(`c${index % 3}`) }),
    ...(index % 2 === 0 && { metadata: { filter_metadata: { istio: { config: 'one' } } } }),
    decorator: { operation: `o${index}` },
  });
  const routes = (from: number, count: number): readonly Route[] =>
    Array.from({ length: count }, (_, index) => route(from + index));
  const configurations: readonly RouteConfiguration[] = [
    {
      name: 'many',
      virtual_hosts: [
        { name: 'large', domains: ['a'], routes: routes(0, 1000), include_request_attempt_count: true },
        { name: 'none', domains: ['b'], routes: [] },
        { name: 'absent', domains: ['c'], require_tls: 'ALL' },
        ...Array.from({ length: 100 }, (_, index) => ({ name: `h${index}`, domains: [], routes: routes(index, 3) })),
      ],
    },
    { name: 'empty', virtual_hosts: [] },
    {
      name: 'few',
      virtual_hosts: [{ name: 'd', domains: ['d'], routes: routes(0, 2) }],
      ignore_port_in_host_matching: true,
    },
  ];
  const snapshot: Snapshot = {
    ...EMPTY,
    listeners: [],
    clusters: [],
    secrets: [],
    extensions: new Map(),
    routes: configurations,
  };

  it('are the same when they arrive, field by field in their order', () => {
    const arrived = finish(unpack(pack(snapshot)));
    expect(JSON.stringify(arrived.routes[0]?.virtual_hosts)).toBe(JSON.stringify(configurations[0]?.virtual_hosts));
    expect(arrived.routes).toEqual(configurations);
  });

  it('come in pieces that take no time, and share what they have in common', () => {
    const packed = pack(snapshot);
    expect(Math.max(...packed.map(({ length }) => length))).toBeLessThan(32 * 1024);
    const {
      routes: [many, , few],
    } = finish(unpack(packed));
    const all = [many, few].flatMap((each) => each?.virtual_hosts ?? []).flatMap(({ routes: list = [] }) => list);
    expect(new Set(all.map((each) => each.route)).size).toBe(4);
    expect(new Set(all.map((each) => each.metadata)).size).toBe(2);
  });
});
