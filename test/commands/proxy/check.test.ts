import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const mesh = (spec: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: ${spec}
`;

async function check(text: string, ...flags: readonly string[]) {
  const host = testHost({ cwd: tempFolder({ 'mesh.yaml': text }), stdin: text });
  const status = await run(['proxy', 'check', ...flags], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const FILE = ['-f', 'mesh.yaml'];
const NO_TRAFFIC =
  '{hosts: [web], http: [{route: [{destination: {host: web}, weight: 0}, {destination: {host: web}, weight: 0}]}]}';
const UNKNOWN = '{hosts: [web], bogus: 1, http: [{route: [{destination: {host: web}}]}]}';

describe('proxy check', () => {
  it('lets pass what the validator lets pass', async () => {
    const { status, stdout, stderr } = await check(
      mesh('{hosts: [web], http: [{route: [{destination: {host: web}}]}]}'),
      ...FILE,
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('127.0.0.1:15001  web.default.svc.cluster.local');
  });

  it.each([
    ['of a file', FILE],
    ['of standard input', ['-f', '-']],
  ])('refuses what the validator refuses %s', async (_what, flags) => {
    const { status, stdout, stderr } = await check(mesh(NO_TRAFFIC), ...flags);
    expect([status, stdout]).toEqual([65, '']);
    expect(stderr).toMatch(/^\S+:9:37: error MSH2047 /);
  });

  it('says once what translation and validator both see, and lets it pass with --lenient', async () => {
    const { status, stderr } = await check(mesh(UNKNOWN), ...FILE);
    expect([status, stderr.match(/MSH2901/g)?.length]).toEqual([65, 1]);
    const lenient = await check(mesh(UNKNOWN), ...FILE, '--lenient');
    expect([lenient.status, lenient.stderr.match(/warning MSH2901/g)?.length]).toEqual([0, 1]);
  });
});
