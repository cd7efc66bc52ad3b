import { describe, expect, it } from 'vitest';
import { readHosts } from '../../src/stats/hosts.ts';
import { HostsMemory } from '../../src/stats/hosts-memory.ts';

const host = (port: number, requests: number) => ({
  address: { socket_address: { address: '10.0.0.1', port_value: port } },
  stats: [{ name: 'rq_total', value: String(requests) }],
  health_status: { eds_health_status: 'HEALTHY' },
});
const cluster = (name: string, requests: number) => ({ name, host_statuses: [host(80, requests), host(81, 0)] });
const answer = (clusters: readonly unknown[], indent = 1) => ({
  bytes: new TextEncoder().encode(JSON.stringify({ cluster_statuses: clusters }, undefined, indent)),
  name: 'clusters',
});
const plain = (facts: ReturnType<typeof readHosts>) =>
  facts.map(({ hosts, ...cluster }) => ({ ...cluster, hosts: hosts.map((each) => ({ ...each })) }));

describe('answers of /clusters, one after another', () => {
  it.each([
    ['the same', [cluster('a', 1), cluster('b', 2)]],
    ['another number', [cluster('a', 1), cluster('b', 3)]],
    ['one more in front', [cluster('0', 1), cluster('a', 1), cluster('b', 2)]],
    ['one less', [cluster('b', 2)]],
    ['none', []],
  ])('are read as if each came alone: %s', (_, clusters) => {
    const memory = new HostsMemory();
    memory.read(answer([cluster('a', 1), cluster('b', 2)]));
    expect(plain(memory.read(answer(clusters)))).toEqual(plain(readHosts(answer(clusters))));
  });

  it('hand out the same objects for what did not change', () => {
    const memory = new HostsMemory();
    const before = memory.read(answer([cluster('a', 1), cluster('b', 2)]));
    const after = memory.read(answer([cluster('a', 1), cluster('b', 3)]));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.hosts[0]?.values.get('rq_total')).toBe(3);
  });

  it.each(['{"cluster_statuses":[{"name":', '<html>', '', '{"cluster_statuses":[{"name":}]}'])(
    'say what is wrong with %j as a single one does',
    (text) => {
      const broken = { bytes: new TextEncoder().encode(text), name: 'clusters' };
      const problem = (read: () => unknown): string => {
        try {
          read();
          return 'none';
        } catch (error) {
          return String(error);
        }
      };
      expect(problem(() => new HostsMemory().read(broken))).toBe(problem(() => readHosts(broken)));
      expect(problem(() => new HostsMemory().read(broken))).not.toBe('none');
    },
  );

  it('read what is no answer of clusters as empty', () => {
    expect(new HostsMemory().read({ bytes: new TextEncoder().encode('{"a":[1]}'), name: 'clusters' })).toEqual([]);
  });
});
