import { describe, expect, it } from 'vitest';
import { readSmartLimiter } from '../../src/xds/limiter.ts';

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
});
