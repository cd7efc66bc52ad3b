import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaFlags, runCa } from '../../../src/commands/cert/ca.ts';
import { authorityFolder } from '../../../src/commands/cert/folder.ts';
import { type InspectFlags, runInspect } from '../../../src/commands/cert/inspect.ts';
import { type IssueFlags, runIssue } from '../../../src/commands/cert/issue.ts';
import { ensureWorkload, openAuthority, workloadFiles } from '../../../src/commands/cert/store.ts';
import type { Host } from '../../../src/model/host.ts';
import { type TestHostOptions, testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const WEB = { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: 'web' };
const URI = 'spiffe://cluster.local/ns/shop/sa/web';
const HOUR_MS = 3_600_000;

/** A host at another time: the authority of a test is made in 2020. */
const at = (hours: number): Host => {
  const host = testHost();
  return Object.assign(host, { now: () => new Date(Date.parse('2020-01-01T00:00:00Z') + hours * HOUR_MS) });
};
const mode = (path: string): number => statSync(path).mode & 0o777;
const inspect = { warnDays: 0, output: 'json' } satisfies InspectFlags;

async function ca(flags: Partial<CaFlags>, options?: TestHostOptions) {
  const host = testHost(options);
  const status = await runCa({ output: 'text', ...flags }, host);
  return { status, written: host.written() };
}

async function issued(flags: Partial<IssueFlags> = {}) {
  const caDir = join(tempFolder(), 'ca');
  const out = join(tempFolder(), 'out');
  const host = testHost();
  await runIssue({ caDir, out, spiffe: URI, lifetime: '24h', output: 'text', ...flags }, host);
  return { caDir, out, written: host.written(), read: (name: string) => readFileSync(join(out, name), 'utf8') };
}

async function inspected(files: readonly string[], flags: Partial<InspectFlags> = {}, stdin?: string) {
  const host = testHost(stdin === undefined ? {} : { stdin });
  const status = await runInspect({ ...inspect, ...flags }, files, host);
  const written = host.written();
  return { status, written, items: () => JSON.parse(written).items };
}

describe('the folder of the authority', () => {
  const folder = (env: TestHostOptions['env'], caDir?: string) =>
    authorityFolder(caDir === undefined ? {} : { caDir }, testHost({ cwd: '/work', ...(env ? { env } : {}) }));

  it('is in the state folder of the user, or where the flag says', () => {
    expect(folder({ HOME: '/home/me' })).toBe('/home/me/.local/state/meshctl/ca');
    expect(folder({ HOME: '/home/me', XDG_STATE_HOME: '/state' })).toBe('/state/meshctl/ca');
    expect(folder({ HOME: '/home/me', XDG_STATE_HOME: 'state' })).toBe('/home/me/.local/state/meshctl/ca');
    expect(folder({}, 'ca')).toBe('/work/ca');
    expect(() => folder({})).toThrow('HOME is not set');
    expect(() => folder({}, '')).toThrow('no folder is named');
  });
});

describe('meshctl cert ca', () => {
  it('makes an authority once, its key for nobody else', async () => {
    const caDir = join(tempFolder(), 'a', 'b');
    expect((await ca({ caDir })).written).toMatch(/^made a development authority\n {2}certificate .*ca\.pem\n/);
    expect((await ca({ caDir })).written).toMatch(/^there is a development authority\n/);
    expect(readdirSync(caDir).sort()).toEqual(['ca-key.pem', 'ca.pem']);
    expect(mode(join(caDir, 'ca-key.pem'))).toBe(0o600);
    expect((await ca({ caDir, output: 'pem' })).written).toBe(readFileSync(join(caDir, 'ca.pem'), 'utf8'));
    expect(JSON.parse((await ca({ caDir, output: 'json' })).written)).toMatchObject({
      kind: 'CertificateAuthority',
      made: false,
      certificate: { kind: 'authority', subject: 'O=meshctl, CN=development authority' },
    });
  });

  it('makes one authority for all who ask at once', async () => {
    const folder = join(tempFolder(), 'ca');
    const all = await Promise.all(Array.from({ length: 8 }, () => openAuthority(folder, testHost())));
    expect(new Set(all.map(({ pair }) => pair.key)).size).toBe(1);
    expect(all.filter(({ made }) => made)).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  it('does not use a key that others can read', async () => {
    const caDir = tempFolder();
    await ca({ caDir });
    chmodSync(join(caDir, 'ca-key.pem'), 0o644);
    await expect(ca({ caDir })).rejects.toMatchObject({
      code: 'CONFIG_CA_MODE',
      hint: expect.stringContaining('chmod 600'),
    });
  });

  it.each([
    ['no PEM', 'it holds no certificate with its private key'],
    ['', 'it holds no certificate with its private key'],
  ])('does not use %j', async (text, why) => {
    const caDir = tempFolder();
    writeFileSync(join(caDir, 'ca-key.pem'), text, { mode: 0o600 });
    await expect(ca({ caDir })).rejects.toThrow(why);
  });

  it('does not use an authority that has expired, or a certificate that is none of an authority', async () => {
    const caDir = tempFolder();
    await ca({ caDir });
    await expect(openAuthority(caDir, at(24 * 3660))).rejects.toThrow('it has expired');
    await ensureWorkload(caDir, WEB, testHost());
    const leaf = readFileSync(workloadFiles(caDir, WEB).identityFile);
    writeFileSync(join(caDir, 'ca-key.pem'), leaf, { mode: 0o600 });
    await expect(ca({ caDir })).rejects.toThrow('none of an authority');
  });
});

describe('certificates of workloads', () => {
  it('are kept for half of their life, then replaced', async () => {
    const folder = tempFolder();
    const { identityFile } = workloadFiles(folder, WEB);
    const renewal = await ensureWorkload(folder, WEB, at(0));
    expect(renewal.toISOString()).toBe('2020-01-01T11:59:30.000Z');
    const first = readFileSync(identityFile, 'utf8');
    expect(mode(identityFile)).toBe(0o600);
    await ensureWorkload(folder, WEB, at(11));
    expect(readFileSync(identityFile, 'utf8')).toBe(first);
    const next = await ensureWorkload(folder, WEB, at(12));
    expect(next.toISOString()).toBe('2020-01-01T23:59:30.000Z');
    expect(readFileSync(identityFile, 'utf8')).not.toBe(first);
  });

  it('are replaced with the authority, and when they are broken', async () => {
    const folder = tempFolder();
    const { identityFile } = workloadFiles(folder, WEB);
    await ensureWorkload(folder, WEB, at(0));
    const first = readFileSync(identityFile, 'utf8');
    const other = tempFolder();
    await openAuthority(other, at(0));
    writeFileSync(join(folder, 'ca-key.pem'), readFileSync(join(other, 'ca-key.pem')));
    await ensureWorkload(folder, WEB, at(0));
    const second = readFileSync(identityFile, 'utf8');
    expect(second).not.toBe(first);
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(readFileSync(join(other, 'ca.pem'), 'utf8'));
    writeFileSync(identityFile, 'broken');
    await ensureWorkload(folder, WEB, at(0));
    expect(readFileSync(identityFile, 'utf8')).toContain('BEGIN PRIVATE KEY');
  });
});

describe('meshctl cert issue', () => {
  it('writes a certificate, its key and the authority', async () => {
    const { out, written, read, caDir } = await issued({ dns: ['Web.Shop', '*.shop.test'] });
    expect(written).toContain(`${URI}, web.shop, *.shop.test, valid until 2020-01-02T00:00:00.000Z`);
    expect(readdirSync(out).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem']);
    expect(mode(join(out, 'key.pem'))).toBe(0o600);
    expect(read('ca.pem')).toBe(readFileSync(join(caDir, 'ca.pem'), 'utf8'));
    expect(read('key.pem')).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\s\S]*-----END PRIVATE KEY-----\n$/);
    expect(read('cert.pem')).not.toContain('PRIVATE');
  });

  it('says the same for programs, without the key', async () => {
    const { written, read } = await issued({ output: 'json' });
    expect(JSON.parse(written)).toMatchObject({ kind: 'IssuedCertificate', trust: 'trusted', privateKey: 'matches' });
    expect(written).not.toContain(read('key.pem').split('\n')[1]);
  });

  it.each([
    [{ spiffe: 'spiffe://UPPER/ns/a' }, 'is no SPIFFE identity'],
    [{ dns: ['no host'] }, 'is no host name'],
    [{ dns: ['a.*.test'] }, 'is no host name'],
    [{ lifetime: '1' }, 'is no duration'],
    [{ lifetime: '5ms' }, 'is no duration of a second'],
  ])('refuses %j', async (flags, why) => {
    await expect(issued(flags)).rejects.toThrow(why);
  });

  it('refuses a certificate without a name', async () => {
    const flags = { out: tempFolder(), caDir: tempFolder(), lifetime: '24h', output: 'text' } as const;
    await expect(runIssue(flags, testHost())).rejects.toThrow('needs a name');
  });
});

describe('meshctl cert inspect', () => {
  it('reads PEM, with and without somebody to trust', async () => {
    const { out } = await issued();
    const cert = join(out, 'cert.pem');
    const { items } = await inspected([cert], { ca: join(out, 'ca.pem') });
    expect(items()).toMatchObject([
      { source: cert, trust: 'trusted', certificates: [{ spiffeId: URI, state: 'valid' }] },
    ]);
    expect((await inspected([cert])).items()).toMatchObject([{ trust: 'unknown issuer' }]);
  });

  it('prints a row for each certificate', async () => {
    const { out, read } = await issued();
    const { written } = await inspected(
      ['-'],
      { output: 'table', ca: join(out, 'ca.pem') },
      read('cert.pem') + read('ca.pem'),
    );
    expect(written.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'SOURCE | KIND | IDENTITY | ISSUER | EXPIRES | DAYS LEFT | STATE | TRUST | KEY',
      `standard input | leaf | ${URI} | O=meshctl, CN=development authority | 2020-01-02 | 1 | valid | trusted | absent`,
      ' | authority | O=meshctl, CN=development authority | O=meshctl, CN=development authority | 2029-12-29 | 3650 | valid',
      '',
    ]);
  });

  it('reads Secrets of both kinds, lists of them, and the ConfigMap with the root', async () => {
    const { read } = await issued();
    const base64 = (name: string) => Buffer.from(read(name)).toString('base64');
    const indented = (name: string) => read(name).replaceAll('\n', '\n    ');
    const yaml = [
      'kind: Secret\nmetadata: {name: a, namespace: shop}',
      `data: {tls.crt: ${base64('cert.pem')}, tls.key: ${base64('key.pem')}, ca.crt: ${base64('ca.pem')}}`,
      `---\nkind: List\nitems:\n- kind: Secret\n  metadata: {name: b}\n  data: {cert: ${base64('cert.pem')}}`,
      `---\nkind: ConfigMap\nmetadata: {name: istio-ca-root-cert}\ndata:\n  root-cert.pem: |\n    ${indented('ca.pem')}`,
      '---\nkind: Service\nmetadata: {name: c}\n',
    ].join('\n');
    const { items, written } = await inspected(['-'], {}, yaml);
    expect(items()).toMatchObject([
      { source: 'standard input: Secret shop/a', trust: 'trusted', privateKey: 'matches' },
      { source: 'standard input: Secret b', trust: 'unknown issuer', privateKey: 'absent' },
      {
        source: 'standard input: ConfigMap istio-ca-root-cert',
        trust: 'trusted',
        certificates: [{ kind: 'authority' }],
      },
    ]);
    expect(written).not.toContain(read('key.pem').split('\n')[1]);
  });

  it('reads the dump of a proxy, judged by its own root', async () => {
    const { read } = await issued();
    const bytes = (name: string) => ({ inline_bytes: Buffer.from(read(name)).toString('base64') });
    const dump = {
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump',
          dynamic_active_secrets: [
            { name: 'default', secret: { tls_certificate: { certificate_chain: bytes('cert.pem') } } },
            { name: 'ROOTCA', secret: { validation_context: { trusted_ca: bytes('ca.pem') } } },
          ],
        },
      ],
    };
    const { items } = await inspected(['-'], {}, JSON.stringify(dump));
    expect(items()).toMatchObject([
      { source: 'standard input: default', trust: 'trusted', certificates: [{ spiffeId: URI }] },
      { source: 'standard input: ROOTCA', trust: 'trusted' },
    ]);
  });

  it('ends with 79 when asked to and something is wrong', async () => {
    const { out } = await issued();
    const [cert, root] = [join(out, 'cert.pem'), join(out, 'ca.pem')];
    expect((await inspected([cert], { ca: root, exitCode: true })).status).toBe(0);
    expect((await inspected([cert], { exitCode: true })).status).toBe(79);
    expect((await inspected([cert], { ca: root, exitCode: true, warnDays: 7 })).status).toBe(79);
    expect((await inspected([cert])).status).toBe(0);
  });

  it('says what is wrong with what it cannot read', async () => {
    const { read } = await issued();
    await expect(inspected([])).rejects.toThrow('nothing to inspect');
    await expect(inspected(['-'], {}, 'hello')).rejects.toThrow('there is no certificate in it');
    await expect(inspected(['-'], {}, read('key.pem'))).rejects.toThrow('a private key in it, and no certificate');
    await expect(inspected(['-'], {}, 'kind: Secret\n\t')).rejects.toThrow('"standard input"');
    await expect(inspected(['/nonexistent.pem'])).rejects.toMatchObject({ exitCode: 66 });
  });
});
