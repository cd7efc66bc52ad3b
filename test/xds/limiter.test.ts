import { describe, expect, it } from 'vitest';
import { readSmartLimiter } from '../../src/xds/limiter.ts';
import { compile } from './support/compile.ts';

describe('SmartLimiters', () => {
  it('are read from YAML as people write them', () => {
    const resource = {
      group: '',
      kind: '',
      name: 'svc',
      namespace: 'ns',
      labels: {},
      annotations: {},
      created: '',
      origin: {},
      locate: () => undefined,
    };
    const spec = {
      sets: {
        _base: {
          descriptor: [
            {
              condition: 'true',
              action: { quota: 4, strategy: 'single', fill_interval: { seconds: 1 } },
              match: [{ name: 'x', present_match: true }],
              target: { port: 80 },
            },
          ],
        },
      },
    };
    expect(readSmartLimiter({ ...resource, spec }, 'cluster.local')).toEqual({
      host: 'svc.ns.svc.cluster.local',
      sets: {
        _base: {
          descriptor: [
            {
              condition: 'true',
              action: { quota: '4', strategy: 'single', fill_interval: { seconds: 1 } },
              match: [{ name: 'x', present_match: true }],
              target: { port: 80, route: [], host: [] },
            },
          ],
        },
      },
    });
    expect(readSmartLimiter({ ...resource, spec: { host: 'svc.test' } }, 'cluster.local')).toEqual({
      host: 'svc.test',
      sets: {},
    });
  });

  it.each([
    ['single', []],
    ['average', []],
    ['adaptive', []],
    ['global', ['nobody counts for all proxies: the strategy "global" shares the quota between endpoints']],
    ['fair', ['the strategy "fair" is not known: "single" counts']],
  ])('with the strategy %s: findings %j', (strategy, messages) => {
    const { diagnostics, limiters } = compile(`
apiVersion: microservice.slime.io/v1alpha2
kind: SmartLimiter
metadata: {name: svc}
spec: {sets: {_base: {descriptor: [{condition: "true", action: {quota: "4", strategy: ${strategy}, fill_interval: {seconds: 1}}}]}}}
---`);
    expect(diagnostics.map(({ message }) => message)).toEqual(messages);
    expect(limiters).toHaveLength(1);
  });
});
