import { describe, expect, it } from 'vitest';
import { checks, type Facts, TOOLS } from '../../src/doctor/report.ts';

const GOOD: Facts = {
  node: '22.1.0',
  platform: 'linux',
  kernel: '6.8.0',
  netAdmin: true,
  tools: new Map(TOOLS.map(({ tool }) => [tool, `${tool} 1.2.3`])),
  kubeconfigs: [{ path: '/home/u/.kube/config', exists: true, currentContext: 'prod' }],
};

const check = (name: string, facts: Partial<Facts>) =>
  checks({ ...GOOD, ...facts }).find((candidate) => candidate.name === name);

describe('checks', () => {
  it('finds everything on a good machine, and has no hints then', () => {
    expect(checks(GOOD).every(({ status, hint }) => status === 'found' && hint === undefined)).toBe(true);
  });

  it('tells how to get everything on an empty one', () => {
    const empty: Facts = { ...GOOD, platform: 'darwin', netAdmin: undefined, tools: new Map(), kubeconfigs: [] };
    const missing = checks(empty).filter(({ name }) => name !== 'Node.js');
    expect(missing.every(({ status, hint }) => status === 'missing' && hint !== undefined)).toBe(true);
  });

  it.each([
    ['18.20.4', 'wrong'],
    ['20.18.9', 'wrong'],
    ['20.19.0', 'found'],
    ['24.0.0', 'found'],
  ])('Node.js %s is %s', (node, status) => {
    expect(check('Node.js', { node })).toMatchObject({ status, found: node });
  });

  it.each([
    [true, 'found', 'yes'],
    [false, 'missing', 'no'],
    [undefined, 'missing', 'unknown'],
  ])('CAP_NET_ADMIN %s', (netAdmin, status, found) => {
    expect(check('CAP_NET_ADMIN', { netAdmin })).toMatchObject({ status, found });
  });

  it('names the kubeconfigs there are and the first context', () => {
    const kubeconfigs = [
      { path: '/gone', exists: false },
      { path: '/a', exists: true },
      { path: '/b', exists: true, currentContext: 'dev' },
    ];
    expect(check('kubeconfig', { kubeconfigs })?.found).toBe('/a, /b (context "dev")');
    expect(check('kubeconfig', { kubeconfigs: kubeconfigs.slice(0, 2) })?.found).toBe('/a');
  });
});
