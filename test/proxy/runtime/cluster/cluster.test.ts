import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../../src/proxy/runtime/cluster/cluster.ts';
import type { Host } from '../../../../src/proxy/runtime/cluster/host.ts';
import type { Cluster as Resource } from '../../../../src/xds/resources/cluster.ts';
import type { ClusterExtension } from '../../../../src/xds/snapshot.ts';
import { cluster, endpoint, seeded } from '../support.ts';

const KEYS = { secrets: new Map(), readFile: () => undefined };

function started(resource: Resource, extension?: ClusterExtension, earlier?: Cluster): Cluster {
  const made = new Cluster({ resource, extension, keys: KEYS, random: seeded(1) });
  made.start(earlier, 0);
  return made;
}

const pick = (from: Cluster, tried: readonly Host[] = [], seed = 1, passed: readonly Host[] = []): Host | undefined =>
  from.pick({ now: 0, hash: undefined, random: seeded(seed) }, tried, passed);

const distinct = (from: Cluster): readonly string[] =>
  [...new Set(Array.from({ length: 200 }, (_, seed) => pick(from, [], seed)?.label ?? 'none'))].sort();

const outliers = (parts: Resource['outlier_detection'] = {}): Partial<Resource> => ({
  outlier_detection: {
    consecutive_5xx: 2,
    interval: '1s',
    base_ejection_time: '2s',
    max_ejection_percent: 100,
    ...parts,
  },
});

/** Fails a host until it is out, or `times` over. */
function fail(from: Cluster, host: Host | undefined, times = 2, status = 500): void {
  for (let time = 0; time < times && host; time++) from.outliers?.answered(host, status, 0);
}

describe('ejection', () => {
  it.each([
    ['5xx in a row', { consecutive_5xx: 3 }, [500, 500, 500], true],
    ['too few', { consecutive_5xx: 3 }, [500, 500], false],
    ['a success in between', { consecutive_5xx: 3 }, [500, 500, 200, 500, 500], false],
    ['4xx are successes', { consecutive_5xx: 2 }, [500, 404, 500], false],
    ['switched off', { consecutive_5xx: 0 }, [500, 500, 500, 500, 500, 500], false],
    ['not enforced', { consecutive_5xx: 2, enforcing_consecutive_5xx: 0 }, [500, 500, 500], false],
    ['the default is five', { consecutive_5xx: undefined }, [500, 500, 500, 500, 500], true],
    ['gateway errors are off', { consecutive_5xx: 0, consecutive_gateway_failure: 2 }, [503, 503], false],
    [
      'gateway errors switched on',
      { consecutive_5xx: 0, consecutive_gateway_failure: 2, enforcing_consecutive_gateway_failure: 100 },
      [502, 504],
      true,
    ],
    [
      'other errors are no gateway errors',
      { consecutive_5xx: 0, consecutive_gateway_failure: 2, enforcing_consecutive_gateway_failure: 100 },
      [503, 500, 503],
      false,
    ],
  ])('%s', (_, settings, statuses, ejected) => {
    const { consecutive_5xx: count, ...rest } = settings;
    const made = started(
      cluster('c', 2, { outlier_detection: { ...rest, ...(count === undefined ? {} : { consecutive_5xx: count }) } }),
    );
    const [host] = made.hosts;
    for (const status of statuses) if (host) made.outliers?.answered(host, status, 0);
    expect(host?.health.ejected).toBe(ejected);
  });

  it('counts failures to connect as 5xx, or apart where they are split', () => {
    const together = started(cluster('c', 2, outliers()));
    const split = started(
      cluster('c', 2, outliers({ split_external_local_origin_errors: true, consecutive_local_origin_failure: 3 })),
    );
    for (const [made, times] of [[together, 2] as const, [split, 3] as const]) {
      const [host] = made.hosts;
      for (let time = 1; time < times; time++) if (host) made.outliers?.broke(host, 0);
      expect(host?.health.ejected).toBe(false);
      if (host) made.outliers?.broke(host, 0);
      expect(host?.health.ejected).toBe(true);
    }
  });

  it('takes effect at once, and ends after the base time, longer each time', () => {
    const made = started(cluster('c', 2, outliers()));
    const [host] = made.hosts;
    const out: number[] = [];
    const sweep = (from: number): number => {
      for (let now = from; ; now += 100) {
        for (const _ of made.tick(now)) expect.unreachable();
        if (host?.health.ejected !== true) return now;
      }
    };
    for (const _ of made.tick(1)) expect.unreachable();
    let now = 0;
    for (let round = 0; round < 3; round++) {
      if (host) for (let time = 0; time < 2; time++) made.outliers?.answered(host, 500, now);
      expect(distinct(made)).toEqual(['10.0.0.2:80']);
      const back = sweep(now);
      out.push(back - now);
      now = back;
    }
    expect(out[0]).toBeGreaterThanOrEqual(2000);
    expect(out[0]).toBeLessThanOrEqual(3100);
    expect(out[1]).toBeGreaterThanOrEqual(4000);
    expect(out[2]).toBeGreaterThanOrEqual(6000);
    expect(made.ejections).toBe(3);
    expect(distinct(made)).toHaveLength(2);
  });

  it('forgets the past of hosts that behave', () => {
    const made = started(cluster('c', 2, outliers()));
    const [host] = made.hosts;
    fail(made, host);
    expect(host?.health.ejections).toBe(1);
    for (let now = 1; now < 20_000; now += 100) for (const _ of made.tick(now)) expect.unreachable();
    expect(host?.health).toMatchObject({ ejected: false, ejections: 0 });
  });

  it('leaves as many hosts as the share says, but may always take one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 }), (count, percent) => {
        const made = started(cluster('c', count, outliers({ max_ejection_percent: percent })));
        for (const host of made.hosts) fail(made, host);
        const ejected = made.hosts.filter(({ health }) => health.ejected).length;
        expect(ejected).toBe(Math.max(1, Math.floor((count * percent) / 100)));
      }),
    );
  });

  it('leaves nobody when all are out and panic is off; all in panic', () => {
    const calm = started(cluster('c', 2, outliers()));
    const panicking = started(
      cluster('c', 2, { ...outliers(), common_lb_config: { healthy_panic_threshold: { value: 60 } } }),
    );
    for (const made of [calm, panicking]) for (const host of made.hosts) fail(made, host);
    expect(pick(calm)).toBeUndefined();
    expect(distinct(panicking)).toHaveLength(2);
  });

  it('lets a host back only after a good probe, asked for more and more rarely', () => {
    const probe = { method: 'GET', path: '/healthz', statuses: [200, 299] as const, timeoutMs: 1000 };
    const made = started(cluster('c', 2, outliers()), { outlierProbe: probe });
    const [host] = made.hosts;
    fail(made, host);
    const asked: number[] = [];
    let now = 0;
    for (; now < 20_000; now += 100) {
      for (const each of made.tick(now)) {
        asked.push(now);
        expect(each).toMatchObject({ endpoint: host, ...probe });
        if (host) made.outliers?.probed(host, false, now);
      }
    }
    expect(asked).toEqual([1000, 3000, 7000, 15_000]);
    expect(host?.health.ejected).toBe(true);
    if (host) made.outliers?.probed(host, true, now);
    expect(host?.health.ejected).toBe(false);
  });

  it('keeps a host that is well again out until its time is over', () => {
    const made = started(cluster('c', 2, outliers()), { outlierProbe: { timeoutMs: 1000 } });
    const [host] = made.hosts;
    fail(made, host);
    const back = Array.from({ length: 40 }, (_, index) => (index + 1) * 100).find((now) => {
      for (const _ of made.tick(now)) if (host) made.outliers?.probed(host, true, now);
      return host?.health.ejected === false;
    });
    expect(back).toBeGreaterThanOrEqual(2000);
    expect(back).toBeLessThanOrEqual(3100);
  });
});

describe('the hosts of a cluster', () => {
  it('are tried in turn by retries: none twice while there is another', () => {
    const made = started(cluster('c', 4));
    for (let seed = 0; seed < 50; seed++) {
      const tried: Host[] = [];
      for (let time = 0; time < 4; time++) {
        const host = pick(made, tried, seed * 7 + time);
        if (host) tried.push(host);
      }
      expect(new Set(tried).size).toBe(4);
      expect(pick(made, tried, seed)).toBeDefined();
    }
  });

  const levels = (...counts: readonly number[]): Resource => ({
    ...cluster('c', 0, outliers()),
    load_assignment: {
      cluster_name: 'c',
      endpoints: counts.map((count, priority) => ({
        priority,
        lb_endpoints: Array.from({ length: count }, (_, index) => endpoint(`10.0.${priority}.${index}:80`)),
      })),
    },
  });
  const byLevel = (made: Cluster): readonly number[] => {
    const random = seeded(5);
    const counts = [0, 0];
    for (let draw = 0; draw < 2000; draw++) {
      const host = made.pick({ now: 0, hash: undefined, random }, [], []);
      const level = Number(host?.host.split('.')[2] ?? 0);
      counts[level] = (counts[level] ?? 0) + 1;
    }
    return counts.map((count) => count / 2000);
  };

  it('come by priority: the next one takes what the first cannot', () => {
    const made = started(levels(10, 2));
    expect(byLevel(made)).toEqual([1, 0]);
    for (const host of made.hosts.slice(0, 2)) fail(made, host);
    expect(byLevel(made)).toEqual([1, 0]);
    for (const host of made.hosts.slice(2, 5)) fail(made, host);
    expect(byLevel(made)[0]).toBeCloseTo(0.7, 1);
    for (const host of made.hosts.slice(5, 10)) fail(made, host);
    expect(byLevel(made)).toEqual([0, 1]);
  });

  it('come from another priority where one was passed over, as long as there is one', () => {
    const made = started(levels(2, 1));
    const [one, other, next] = made.hosts;
    const drawn = (passed: readonly (Host | undefined)[]) =>
      [
        ...new Set(
          Array.from({ length: 100 }, (_, seed) =>
            pick(
              made,
              [],
              seed,
              passed.flatMap((host) => host ?? []),
            ),
          ),
        ),
      ].map((host) => host?.label);
    expect(drawn([one])).toEqual([next?.label]);
    expect(new Set(drawn([one, next]))).toEqual(new Set([one?.label, other?.label]));
    fail(made, next);
    expect(new Set(drawn([one]))).toEqual(new Set([one?.label, other?.label]));
  });

  it('come by the weight of their locality where that counts', () => {
    const made = started({
      ...cluster('c', 0),
      common_lb_config: { healthy_panic_threshold: {}, locality_weighted_lb_config: {} },
      load_assignment: {
        cluster_name: 'c',
        endpoints: [
          { load_balancing_weight: 80, lb_endpoints: [endpoint('10.0.0.1:80')] },
          { load_balancing_weight: 20, lb_endpoints: [endpoint('10.0.1.1:80'), endpoint('10.0.1.2:80')] },
        ],
      },
    });
    expect(byLevel(made)[0]).toBeCloseTo(0.8, 1);
  });

  it('leave out who the configuration says is unhealthy', () => {
    const assignment = {
      cluster_name: 'c',
      endpoints: [{ lb_endpoints: [endpoint('10.0.0.1:80', { health_status: 'UNHEALTHY' }), endpoint('10.0.0.2:80')] }],
    };
    expect(distinct(started({ ...cluster('c', 0), load_assignment: assignment }))).toEqual(['10.0.0.2:80']);
  });

  it('of names are what the names stand for', () => {
    const named = (type: NonNullable<Resource['type']>): Resource => ({
      ...cluster('c', 0, { type }),
      load_assignment: { cluster_name: 'c', endpoints: [{ lb_endpoints: [endpoint('a.test:80')] }] },
    });
    const strict = started(named('STRICT_DNS'));
    const logical = started(named('LOGICAL_DNS'));
    expect(strict.names()).toEqual([{ host: 'a.test', refreshMs: 5000 }]);
    expect(pick(strict)).toBeUndefined();
    for (const made of [strict, logical]) made.resolved('a.test', ['10.0.0.1', '::1'], 0);
    expect(distinct(strict)).toEqual(['10.0.0.1:80', '[::1]:80']);
    expect(distinct(logical)).toEqual(['10.0.0.1:80']);
    const [first] = strict.hosts;
    strict.resolved('a.test', [], 0);
    expect(strict.hosts).toHaveLength(2);
    strict.resolved('a.test', ['10.0.0.1'], 0);
    expect(strict.hosts).toEqual([first]);
    expect(first?.retired).toBe(false);
    const next = started(named('STRICT_DNS'), undefined, strict);
    expect(next.hosts).toEqual([first]);
    const fourth = started({ ...named('STRICT_DNS'), dns_lookup_family: 'V4_ONLY' });
    fourth.resolved('a.test', ['::1', '10.0.0.1'], 0);
    expect(distinct(fourth)).toEqual(['10.0.0.1:80']);
    fourth.resolved('a.test', ['::1'], 0);
    expect(distinct(fourth)).toEqual(['[::1]:80']);
  });
});

describe('a reload', () => {
  it('keeps hosts, their health and the counts; ends the hosts that are gone', () => {
    const before = started(cluster('c', 3, outliers()));
    const [first, second, third] = before.hosts;
    fail(before, first);
    before.plan.limits.requests = 4;
    if (second) second.active = 3;
    const after = started({ ...cluster('c', 2, outliers()), connect_timeout: '3s' }, undefined, before);
    expect(after.hosts).toEqual([first, second]);
    expect(distinct(after)).toEqual(['10.0.0.2:80']);
    expect([first?.retired, third?.retired]).toEqual([false, true]);
    expect(after.plan).toMatchObject({ connectTimeoutMs: 3000, limits: { requests: 4 } });
    expect(first?.cluster).toBe(after.plan);
    expect(after.ejections).toBe(1);
  });

  it('is seen by requests of the time before: a host they lose is lost to all', () => {
    const before = started(cluster('c', 2, outliers()));
    const after = started(cluster('c', 2, outliers()), undefined, before);
    expect(distinct(after)).toHaveLength(2);
    fail(before, before.hosts[0]);
    expect(distinct(after)).toEqual(['10.0.0.2:80']);
  });

  it('touches nothing when the new configuration cannot be used', () => {
    const resource = cluster('c', 1, {
      transport_socket: {
        name: 'tls',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
          common_tls_context: { validation_context_sds_secret_config: { name: 'gone' } },
        },
      },
    });
    expect(() => new Cluster({ resource, extension: undefined, keys: KEYS, random: seeded(1) })).toThrow('"gone"');
  });
});
