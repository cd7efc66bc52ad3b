import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const route = (host: string): string => `# Routes of the shop.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop]
  http:
    - route:
        - destination: {host: ${host}} # the old one
      retries: {attempts: 2, perTryTimout: 2s}
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
`;
const FILES = { 'route.yaml': route('reviws'), 'service.yaml': SERVICE };

async function fix(
  args: readonly string[],
  {
    files = FILES,
    cwd = tempFolder(files),
    stdin = '',
  }: { files?: Readonly<Record<string, string>>; cwd?: string; stdin?: string } = {},
) {
  const host = testHost({ cwd, stdin });
  const status = await run(['analyze', '--fix', ...args], host);
  return { status, cwd, stdout: host.written(), stderr: host.complained() };
}

describe('--fix', () => {
  it('shows what it would do, and touches nothing', async () => {
    const { status, cwd, stdout, stderr } = await fix(['.']);
    expect(stdout).toMatchInlineSnapshot(`
      "--- a/route.yaml
      +++ b/route.yaml
      @@ -6,5 +6,5 @@
         hosts: [shop]
         http:
           - route:
      -        - destination: {host: reviws} # the old one
      -      retries: {attempts: 2, perTryTimout: 2s}
      +        - destination: {host: reviews} # the old one
      +      retries: {attempts: 2, perTryTimeout: 2s}
      "
    `);
    expect(stderr).toBe('2 fixes in 1 file; --write writes them\nleft: no findings in 2 objects of 2 files\n');
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, 'route.yaml'), 'utf8')).toBe(FILES['route.yaml']);
  });

  it('writes with --write, says what it did, and then what is left', async () => {
    const files = {
      ...FILES,
      'other.yaml': route('nobody').replace('name: shop', 'name: other').replace('[shop]', '[other]'),
    };
    const { status, cwd, stdout, stderr } = await fix(['.', '--write', '-o', 'github'], { files });
    expect(readFileSync(join(cwd, 'route.yaml'), 'utf8')).toBe(
      route('reviews').replace('perTryTimout', 'perTryTimeout'),
    );
    expect(stderr.match(/^fixed: \S+ error \S+/gm)).toEqual([
      'fixed: ./other.yaml:10:30: error MSH2901',
      'fixed: ./route.yaml:9:31: error IST0101',
      'fixed: ./route.yaml:10:30: error MSH2901',
    ]);
    expect(stdout).toContain('nobody offers the host');
    expect(status).toBe(79);
  });

  it('has everything in one document for programs', async () => {
    const { stdout } = await fix(['.', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'meshctl.dev/v1',
      kind: 'FixList',
      fixes: [{ code: 'IST0101', fix: expect.stringMatching(/^Corrects/) }, { code: 'MSH2901' }],
      findings: [],
      diff: expect.stringContaining('+        - destination: {host: reviews} # the old one'),
    });
  });

  it('reads standard input for the diff, and cannot write it', async () => {
    const stdin = `${SERVICE}---\n${route('reviews')}`;
    expect((await fix(['-'], { stdin })).stdout).toContain('+      retries: {attempts: 2, perTryTimeout: 2s}');
    const refused = await fix(['-', '--write'], { stdin });
    expect([refused.status, refused.stderr]).toEqual([64, expect.stringContaining('hint: leave out --write')]);
  });

  it('keeps line ends, and a byte order mark', async () => {
    const text = `\uFEFF${SERVICE}---\n${route('reviws')}`.replaceAll('\n', '\r\n');
    const { cwd } = await fix(['a.yaml', '--write'], { files: { 'a.yaml': text } });
    const expected = text.replace('reviws', 'reviews').replace('perTryTimout', 'perTryTimeout');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(expected);
  });

  it('mends objects in lists, and in JSON', async () => {
    const item = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'x' },
      spec: { mtls: { mode: 'STRIKT' } },
    };
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [item, { ...item, metadata: { name: 'y' } }],
    });
    const { cwd, status } = await fix(['a.json', '--write'], { files: { 'a.json': text } });
    expect(readFileSync(join(cwd, 'a.json'), 'utf8')).toBe(text.replaceAll('STRIKT', 'STRICT'));
    expect(status).toBe(0);
  });

  it('leaves alone what is known, suppressed, or of another namespace', async () => {
    const cwd = tempFolder(FILES);
    await run(['analyze', '.', '--baseline', 'known.txt', '--update-baseline'], testHost({ cwd }));
    expect((await fix(['.', '--baseline', 'known.txt'], { cwd })).stdout).toBe('');
    expect((await fix(['.', '-n', 'other'], { cwd })).stdout).toBe('');
    const { stdout } = await fix(['.', '-S', 'IST0101=VirtualService shop/*'], { cwd });
    expect(stdout).not.toContain('+        - destination');
  });

  it.skipIf(process.getuid?.() === 0)('writes no file when one of them cannot be written', async () => {
    const cwd = tempFolder({ ...FILES, 'sub/other.yaml': route('reviws').replaceAll('shop}', 'more}') });
    chmodSync(join(cwd, 'sub/other.yaml'), 0o444);
    expect((await fix(['.', '--write'], { cwd })).status).toBe(77);
    expect(readFileSync(join(cwd, 'route.yaml'), 'utf8')).toBe(FILES['route.yaml']);
  });

  it('writes no file when one was written meanwhile', async () => {
    const cwd = tempFolder(FILES);
    const inner = testHost({ cwd });
    let asked = 0;
    // The clock is asked once an analysis: in the midst of it somebody saves.
    const host = {
      ...inner,
      now: () => {
        asked += 1;
        if (asked === 2) writeFileSync(join(cwd, 'route.yaml'), '# mine\n');
        return inner.now();
      },
    };
    expect(await run(['analyze', '--fix', '--write', '.'], host)).toBe(65);
    expect(inner.complained()).toContain('was changed by somebody else meanwhile, so nothing is written');
    expect(readFileSync(join(cwd, 'route.yaml'), 'utf8')).toBe('# mine\n');
    rmSync(join(cwd, 'route.yaml'));
  });

  it.each([
    [['.', '-o', 'sarif'], 'there is no format "sarif" for fixes'],
    [['.', '--update-baseline', '--baseline', 'x'], '--fix and --update-baseline exclude each other'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await fix(args);
    expect([status, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  it('is what --write needs', async () => {
    const host = testHost({ cwd: tempFolder(FILES) });
    expect(await run(['analyze', '--write', '.'], host)).toBe(64);
    expect(host.complained()).toContain('--write needs --fix');
  });
});
