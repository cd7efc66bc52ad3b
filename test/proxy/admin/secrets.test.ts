import { describe, expect, it } from 'vitest';
import { answerAdmin } from '../../../src/proxy/admin/commands.ts';
import { withCertificates } from '../../../src/proxy/admin/secrets.ts';
import type { Secret } from '../../../src/xds/resources/filter.ts';
import { testAuthority } from '../../support/authority.ts';
import { adminSources, gatewaySnapshot } from './support.ts';

const authority = await testAuthority();
const pair = await authority.issue({ uri: 'spiffe://cluster.local/ns/shop/sa/web', dnsNames: ['web.test'] });
const files: Readonly<Record<string, string>> = {
  '/w.pem': pair.key + pair.certificate,
  '/ca.pem': authority.certificate,
};
const readFile = (path: string): string | undefined => files[path];

const SECRETS: readonly Secret[] = [
  {
    name: 'default',
    tls_certificate: { certificate_chain: { filename: '/w.pem' }, private_key: { filename: '/w.pem' } },
  },
  { name: 'ROOTCA', validation_context: { trusted_ca: { filename: '/ca.pem' } } },
  {
    name: 'kubernetes://web',
    tls_certificate: {
      certificate_chain: { inline_bytes: Buffer.from(pair.certificate).toString('base64') },
      private_key: { inline_string: pair.key },
    },
  },
  { name: 'gone', validation_context: { trusted_ca: { filename: '/gone.pem' } } },
];

async function page(path: string) {
  const snapshot = { ...gatewaySnapshot(''), secrets: SECRETS };
  const sources = { ...adminSources(snapshot, () => [], { names: [] }), readFile, now: () => new Date() };
  const answer = await answerAdmin({ method: 'GET', path, query: new URLSearchParams(), host: '' }, sources);
  return answer.body;
}

describe('secrets on the admin port', () => {
  it('show the certificates of files, and never a key that stands beside them', () => {
    const [own, root, , gone] = SECRETS.map((secret) => withCertificates(secret, readFile));
    const text = (bytes = '') => Buffer.from(bytes, 'base64').toString();
    expect(text(own?.tls_certificate?.certificate_chain?.inline_bytes)).toBe(pair.certificate);
    expect(own?.tls_certificate?.private_key).toEqual({ filename: '/w.pem' });
    expect(text(root?.validation_context?.trusted_ca?.inline_bytes)).toBe(authority.certificate);
    expect(gone).toEqual(SECRETS[3]);
  });

  it('are in the dump as if a control plane had sent them', async () => {
    const body = await page('/config_dump');
    const { configs } = JSON.parse(body) as { readonly configs: readonly Record<string, unknown>[] };
    const dump = configs.find((each) => String(each['@type']).endsWith('SecretsConfigDump'));
    expect(dump).toMatchObject({
      dynamic_active_secrets: [{ name: 'default' }, { name: 'ROOTCA' }, { name: 'kubernetes://web' }, { name: 'gone' }],
    });
    const [, line = ''] = pair.key.split('\n');
    expect(body).not.toContain(line);
    expect(body).not.toContain(Buffer.from(pair.key).toString('base64').slice(0, 60));
  });

  it('are listed by /certs', async () => {
    const { certificates } = JSON.parse(await page('/certs')) as { readonly certificates: readonly unknown[] };
    expect(certificates).toMatchObject([
      {
        ca_cert: [],
        cert_chain: [
          {
            path: '/w.pem',
            subject_alt_names: [{ uri: 'spiffe://cluster.local/ns/shop/sa/web' }, { dns: 'web.test' }],
            serial_number: expect.stringMatching(/^[0-9a-f]{32}$/),
            days_until_expiration: '0',
          },
        ],
      },
      { ca_cert: [{ path: '/ca.pem', subject_alt_names: [] }], cert_chain: [] },
      { ca_cert: [], cert_chain: [{ path: '<inline>' }] },
    ]);
  });
});
