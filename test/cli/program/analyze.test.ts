import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { runCli, startCli } from '../../support/cli.ts';
import { tempFolder } from '../../support/temp.ts';

const route = (host: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop]
  http:
    - route:
        - destination: {host: ${host}} # the old one
`;
const FILES = {
  'service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\nspec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}\n',
  'route.yaml': route('reviews'),
};

describe('meshctl analyze --watch', () => {
  it('tells changes as they come, and ends with 130 on SIGINT', async () => {
    const cwd = tempFolder(FILES);
    const child = startCli(['analyze', '--watch', '.'], { cwd });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    await vi.waitFor(() => expect(err).toContain('no findings in 2 objects of 2 files'), { timeout: 15_000 });
    writeFileSync(join(cwd, 'route.yaml'), route('nobody'));
    await vi.waitFor(() => expect(out).toContain('+ ./route.yaml:8:31: error IST0101'), { timeout: 15_000 });
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
  });
});

describe('meshctl analyze --fix', () => {
  it('prints a diff that git applies', async () => {
    const cwd = tempFolder({ ...FILES, 'route.yaml': route('reviws') });
    const { stdout, status } = await runCli(['analyze', '--fix', '.'], { cwd });
    expect(status).toBe(0);
    await execa('git', ['init', '--quiet'], { cwd });
    await execa('git', ['apply'], { cwd, input: stdout });
    expect(await runCli(['analyze', '.'], { cwd })).toMatchObject({ status: 0, stdout: '' });
  });
});
