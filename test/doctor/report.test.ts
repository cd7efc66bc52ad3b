import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { declareNamed } from '../../src/cli/late.ts';
import { createProgram } from '../../src/cli/program.ts';
import { checks, type Facts, NEEDED_FOR, TOOLS } from '../../src/doctor/report.ts';
import { testHost } from '../support/host.ts';
import { ROOT } from '../support/paths.ts';

const GOOD: Facts = {
  node: '22.1.0',
  platform: 'linux',
  kernel: '6.8.0',
  netAdmin: true,
  tools: new Map(TOOLS.map(({ tool }) => [tool, `${tool} 1.2.3`])),
  kubeconfig: { context: 'kind', server: 'https://127.0.0.1:6443' },
};

const NO_CONFIG = { problem: 'there is no kubeconfig', hint: undefined };

const check = (name: string, facts: Partial<Facts>) =>
  checks({ ...GOOD, ...facts }).find((candidate) => candidate.name === name);

describe('checks', () => {
  it('finds everything on a good machine, and has no hints then', () => {
    expect(checks(GOOD).every(({ status, hint }) => status === 'found' && hint === undefined)).toBe(true);
  });

  it('tells how to get everything on an empty one', () => {
    const empty: Facts = { ...GOOD, platform: 'darwin', netAdmin: undefined, tools: new Map(), kubeconfig: NO_CONFIG };
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
});

describe('the kubeconfig', () => {
  it('is named by its context and server', () => {
    expect(check('kubeconfig', {})).toMatchObject({ status: 'found', found: 'context kind, https://127.0.0.1:6443' });
  });

  it('that is not there is missing, not wrong: files need none', () => {
    expect(check('kubeconfig', { kubeconfig: NO_CONFIG })).toMatchObject({
      status: 'missing',
      found: NO_CONFIG.problem,
    });
  });
});

const CLUSTER = 'proxy-config, proxy-status, describe of a cluster';

describe('what things are needed for', () => {
  it.each([...NEEDED_FOR.rules, ...NEEDED_FOR.cluster])('%s is a command of this build', async (path) => {
    const program = createProgram(testHost());
    await declareNamed(program, path.split(' '));
    const found = path
      .split(' ')
      .reduce<Command | undefined>((at, word) => at?.commands.find((child) => child.name() === word), program);
    expect(found?.name()).toBe(path.split(' ').at(-1));
  });

  it.each(NEEDED_FOR.plugin)('%s is a program of this package', (path) => {
    const { bin }: { bin: object } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(bin)).toContain(path.replace(' ', '-'));
  });

  it('is nothing else', () => {
    const texts = new Set(checks(GOOD).map(({ neededFor }) => neededFor));
    const local = ['iptables apply, verify, clean', 'kubectl mesh'];
    const runs = ['proxy run --capture redirect and tproxy', 'proxy run --engine envoy'];
    expect([...texts]).toEqual(['everything', ...local, ...runs, CLUSTER]);
  });
});
