import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/config_dump': readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'),
  '/clusters': readFileSync(join(FIXTURES, 'shop.clusters.json'), 'utf8'),
  '/logging': 'active loggers:\n  admin: warning\n  http: warning\n',
};

/** An admin port that answers from the fixtures, and what was asked of it. */
async function adminPort() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(PAGES[(request.url ?? '').split('?')[0] ?? '']);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { admin: `127.0.0.1:${port}`, asked };
}

async function meshctl(...words: readonly string[]) {
  const host = testHost({ cwd: FIXTURES });
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('--admin', () => {
  it.each([
    [
      'cluster',
      'shop.config_dump.json',
      'config_dump?mask=dynamic_active_clusters,dynamic_warming_clusters,static_clusters',
    ],
    ['listener', 'shop.config_dump.json', 'config_dump?mask=dynamic_listeners,static_listeners'],
    ['route', 'shop.config_dump.json', 'config_dump?mask=dynamic_route_configs,static_route_configs'],
    ['bootstrap', 'shop.config_dump.json', 'config_dump?mask=bootstrap'],
    ['secret', 'shop.config_dump.json', 'config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets'],
    ['eds', 'shop.config_dump.json', 'config_dump?include_eds=true'],
    ['endpoint', 'shop.clusters.json', 'clusters?format=json'],
  ])('%s asks for no more than it shows', async (part, file, page) => {
    const { admin, asked } = await adminPort();
    expect(await meshctl('pc', part, '--admin', admin)).toEqual(await meshctl('pc', part, '--file', file));
    expect(asked).toEqual([`GET /${page}`]);
  });

  it('is an operand as well', async () => {
    const { admin } = await adminPort();
    const result = await meshctl('pc', 'diff', 'shop.config_dump.json', admin, '--exit-code');
    expect(result).toMatchObject({ status: 0, stdout: 'no difference\n' });
  });
});

describe('log', () => {
  it('shows the loggers', async () => {
    const { admin, asked } = await adminPort();
    expect(await meshctl('pc', 'log', '--admin', admin)).toMatchObject({ status: 0, stdout: PAGES['/logging'] });
    expect(asked).toEqual(['POST /logging']);
  });

  it('asks for the names, then sets one level after another', async () => {
    const { admin, asked } = await adminPort();
    await meshctl('pc', 'log', '--admin', admin, '--level', 'http:debug', '--level', 'warn');
    expect(asked).toEqual(['POST /logging', 'POST /logging?level=warning', 'POST /logging?http=debug']);
  });

  it('takes them back', async () => {
    const { admin, asked } = await adminPort();
    await meshctl('pc', 'log', '--admin', admin, '-r');
    expect(asked).toEqual(['POST /logging', 'POST /logging?level=warning']);
  });

  it('sets nothing when one name is wrong', async () => {
    const { admin, asked } = await adminPort();
    const result = await meshctl(
      'pc',
      'log',
      '--admin',
      admin,
      '--level',
      'http:debug,nope:info',
      '--compat',
      'istioctl',
    );
    expect(result).toMatchObject({ status: 1 });
    expect(result.stderr).toContain('Error: unrecognized logger name: nope\n');
    expect(asked).toEqual(['POST /logging']);
  });

  it.each([
    [[], 'log requires pod name or --selector'],
    [['-r', '--level', 'debug'], '--level cannot be combined with --reset'],
    [['-o', 'json'], '--output is not applicable for this command'],
  ])('refuses %j', async (words, text) => {
    const result = await meshctl('pc', 'log', ...words, '--compat', 'istioctl');
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(`Error: ${text}\n`);
    expect((await meshctl('pc', 'log', ...words)).status).toBe(64);
  });
});
