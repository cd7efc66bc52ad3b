import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Balancer } from '../../../../src/proxy/runtime/balancer/balancer.ts';
import { Maglev, RingHash } from '../../../../src/proxy/runtime/balancer/hashed.ts';
import {
  LeastRequest,
  PeakEwmaBalancer,
  RandomBalancer,
  RoundRobin,
} from '../../../../src/proxy/runtime/balancer/simple.ts';
import { Host } from '../../../../src/proxy/runtime/cluster/host.ts';
import { PeakEwma } from '../../../../src/proxy/runtime/cluster/peak-ewma.ts';
import { limitsOf, planOf } from '../../../../src/proxy/runtime/cluster/settings.ts';
import { xxHash64 } from '../../../../src/proxy/runtime/hash/xxhash64.ts';
import type { ClusterPlan } from '../../../../src/proxy/upstream.ts';
import { seeded } from '../support.ts';

const PLAN: ClusterPlan = planOf({ resource: { name: 'c' }, extension: undefined }, limitsOf({ name: 'c' }, undefined));

function hosts(...weights: readonly number[]): readonly Host[] {
  return weights.map((weight, index) => {
    const host = new Host(PLAN, { host: `10.0.0.${index + 1}`, port: 80, path: '' }, 0);
    host.weight = weight;
    return host;
  });
}

/** How often each host is chosen. */
function shares(balancer: Balancer, draws: number, now = 0): readonly number[] {
  const random = seeded(7);
  const counts = new Map<Host, number>();
  for (let draw = 0; draw < draws; draw++) {
    const host = balancer.pick({ now, hash: undefined, random });
    if (host) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return balancer.hosts.map((host) => counts.get(host) ?? 0);
}

describe('balancers', () => {
  it.each<[string, (all: readonly Host[]) => Balancer]>([
    ['round robin', (all) => new RoundRobin(all, undefined, 0)],
    ['random', (all) => new RandomBalancer(all)],
    ['least request', (all) => new LeastRequest(all, undefined)],
    ['peak EWMA', (all) => new PeakEwmaBalancer(all)],
    ['ring hash', (all) => new RingHash(all, { minimum: 1024, maximum: 8_388_608 })],
    ['maglev', (all) => new Maglev(all, 251)],
  ])('%s: nobody among none, the only one of one, everybody of several', (_, make) => {
    expect(make([]).pick({ now: 0, hash: undefined, random: seeded(1) })).toBeUndefined();
    expect(shares(make(hosts(1)), 10)).toEqual([10]);
    expect(Math.min(...shares(make(hosts(1, 1, 1)), 3000))).toBeGreaterThan(500);
  });

  it('take turns exactly', () => {
    expect(shares(new RoundRobin(hosts(1, 1, 1), undefined, 2), 60)).toEqual([20, 20, 20]);
  });

  it.each([
    [3, 1],
    [1, 2, 5],
    [10, 1, 1, 1],
  ])('take turns by weight %#', (...weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const counts of [
      shares(new RoundRobin(hosts(...weights), undefined, 0), 100 * total),
      shares(new LeastRequest(hosts(...weights), undefined), 100 * total),
    ])
      for (const [index, count] of counts.entries())
        expect(Math.abs(count - 100 * (weights[index] ?? 0))).toBeLessThanOrEqual(1);
  });

  it('spread turns: a heavy host is not served in one go', () => {
    const balancer = new RoundRobin(hosts(3, 3, 1), undefined, 0);
    const random = seeded(1);
    const order = Array.from({ length: 14 }, () => balancer.pick({ now: 0, hash: undefined, random })?.label);
    for (let at = 2; at < order.length; at++) expect(new Set(order.slice(at - 2, at + 1)).size).toBeGreaterThan(1);
  });

  it('draw by weight', () => {
    const [one = 0, other = 0] = shares(new RandomBalancer(hosts(4, 1)), 5000);
    expect(one / (one + other)).toBeCloseTo(0.8, 1);
  });

  it('send less to the busy', () => {
    const all = hosts(1, 1);
    const [busy] = all;
    if (busy) busy.active = 10;
    const [few = 0, many = 0] = shares(new LeastRequest(all, undefined), 1000);
    expect(few).toBe(0);
    expect(many).toBe(1000);
    const weighted = hosts(2, 1);
    const [heavy] = weighted;
    if (heavy) heavy.active = 3;
    const [first = 0, second = 0] = shares(new LeastRequest(weighted, undefined), 300);
    expect(first / second).toBeCloseTo(0.5, 1);
  });

  it('send more and more to the new', () => {
    const all = hosts(1, 1);
    const [fresh] = all;
    const weight = (host: Host, now: number) => (host === fresh ? Math.max(0.1, now / 1000) : 1);
    const early = shares(new RoundRobin(all, weight, 0), 1100, 0);
    const late = shares(new RoundRobin(all, weight, 0), 1100, 500);
    expect(early[0] ?? 0).toBeCloseTo(100, -1);
    expect(late[0] ?? 0).toBeGreaterThan(330);
  });
});

describe('hashes', () => {
  it.each([
    ['', 'ef46db3751d8e999'],
    ['a', 'd24ec4f1a98c6e5b'],
    ['abc', '44bc2cf5ad770999'],
    ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
  ])('xxHash64 of "%s"', (text, hash) => {
    expect(xxHash64(text).toString(16)).toBe(hash);
  });

  const RING = { minimum: 1024, maximum: 8_388_608 };
  it.each<[string, (all: readonly Host[]) => Balancer]>([
    ['a ring', (all) => new RingHash(all, RING)],
    ['a maglev table', (all) => new Maglev(all, 65_537)],
  ])('%s finds the same host for the same hash, and few others when one goes', (_, make) => {
    const all = hosts(1, 1, 1, 1, 1);
    const before = make(all);
    const after = make(all.slice(1));
    const random = seeded(1);
    let moved = 0;
    for (let index = 0; index < 2000; index++) {
      const draw = { now: 0, hash: xxHash64(`user-${index}`), random };
      const first = before.pick(draw);
      expect(before.pick(draw)).toBe(first);
      if (first !== all[0] && after.pick(draw) !== first) moved += 1;
    }
    // A ring gives those who stay more points, so that it keeps its size: some move between them.
    expect(moved).toBeLessThan(250);
  });

  it.each<[string, (all: readonly Host[]) => Balancer]>([
    ['a ring', (all) => new RingHash(all, { minimum: 4096, maximum: 8_388_608 })],
    ['a maglev table', (all) => new Maglev(all, 65_537)],
  ])('%s is weighted', (_, make) => {
    const [heavy = 0, light = 0] = shares(make(hosts(3, 1)), 4000);
    expect(heavy / (heavy + light)).toBeGreaterThan(0.68);
    expect(heavy / (heavy + light)).toBeLessThan(0.82);
  });
});

describe('a peak EWMA', () => {
  it('rises at once and falls slowly', () => {
    const ewma = new PeakEwma();
    ewma.observe(100, 0);
    expect(ewma.cost(0)).toBe(100);
    ewma.observe(10, 1000);
    expect(ewma.cost(1000)).toBeGreaterThan(90);
  });

  it('is nearly nothing after three times its memory', () => {
    const ewma = new PeakEwma();
    ewma.observe(200, 0);
    expect(ewma.cost(30_000)).toBeLessThanOrEqual(0.05 * 200);
  });

  it('is never poisoned', () => {
    const strange = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0));
    fc.assert(
      fc.property(fc.array(fc.tuple(strange, strange), { maxLength: 30 }), (samples) => {
        const ewma = new PeakEwma();
        for (const [rtt, now] of samples) ewma.observe(rtt, now);
        const cost = ewma.cost(1);
        expect(Number.isFinite(cost) && cost >= 0).toBe(true);
      }),
    );
  });

  it('sends at least 85 % to 5 ms rather than 60 ms', () => {
    const all = hosts(1, 1);
    const balancer = new PeakEwmaBalancer(all);
    const random = seeded(3);
    const pending: { host: Host; from: number; to: number }[] = [];
    let fast = 0;
    for (let now = 0; now < 20_000; now += 2) {
      for (const done of pending.splice(0)) {
        if (done.to > now) pending.push(done);
        else {
          done.host.active -= 1;
          done.host.ewma.observe(done.to - done.from, now);
        }
      }
      const host = balancer.pick({ now, hash: undefined, random });
      if (host === undefined) continue;
      host.active += 1;
      if (host === all[0]) fast += 1;
      pending.push({ host, from: now, to: now + (host === all[0] ? 5 : 60) });
    }
    expect(fast / 10_000).toBeGreaterThanOrEqual(0.85);
  });

  it('loads more with every request under way', () => {
    const [one, other] = hosts(1, 1);
    if (!one || !other) return;
    const balancer = new PeakEwmaBalancer([one, other]);
    for (one.active = 1; one.active < 20; one.active++)
      expect(balancer.pick({ now: 0, hash: undefined, random: seeded(one.active) })).toBe(other);
  });
});
