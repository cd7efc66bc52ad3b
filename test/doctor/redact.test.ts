import { describe, expect, it } from 'vitest';
import { BLANK, merged, redactManifests, redactText } from '../../src/doctor/redact.ts';
import { parseManifests } from '../../src/yaml/parse.ts';

const KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';

const whatOf = (text: string) => redactText(text).redactions.map(({ what }) => what);

describe('a text', () => {
  it.each([
    ['private key', KEY],
    ['private key', Buffer.from(`${KEY}\n`).toString('base64')],
    ['private key', Buffer.from(`x${KEY}\n`).toString('base64')],
    ['private key', Buffer.from(`xy${KEY}\n`).toString('base64')],
    ['token', `authorization: ${TOKEN}`],
    ['credentials', 'authorization: Bearer abcdefgh12345'],
    ['credentials', 'authorization: basic dXNlcjpwYXNz'],
    ['password', 'https://me:hunter2@example.com/'],
    ['value of a secret name', 'password: hunter2'],
    ['value of a secret name', '{"client_secret": "hunter2", "a": 1}'],
    ['value of a secret name', "apiKey: 'hunter2'"],
    ['value of a secret name', 'token: hunter2'],
    ['value of a secret name', 'client-key-data: aHVudGVyMg=='],
  ])('has a %s in %j, which is blanked', (what, text) => {
    const { text: out, redactions } = redactText(`before\n${text}\nafter`);
    expect(redactions).toEqual([{ what, count: 1 }]);
    expect(out).toContain(BLANK);
    expect(out).not.toMatch(/hunter2|MHcCAQEE|eyJzdWI|dXNlcjpw|abcdefgh/);
    expect(out.startsWith('before\n')).toBe(true);
    expect(out.endsWith('after')).toBe(true);
  });

  it.each([
    'secretName: web-tls',
    'token: true',
    'automountServiceAccountToken: false',
    'tokenAudience: istio-ca',
    'password: ""',
    'password: {valueFrom: {secretKeyRef: {name: db}}}',
    'image: example.com/web@sha256:abcdef',
    'x-token-header: *name',
    'spiffe://cluster.local/ns/shop/sa/web',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ])('without a secret stays as it is: %j', (text) => {
    expect(redactText(text)).toEqual({ text, redactions: [] });
  });

  it('that was blanked stays as it is', () => {
    const { text } = redactText(`password: hunter2\n${KEY}\nhttps://a:hunter2@b/`);
    expect(redactText(text).text).toBe(text);
  });

  it.each([
    `${'a'.repeat(200_000)}: ${'b.'.repeat(100_000)}`,
    'eyJ-'.repeat(50_000),
    '-----BEGIN PRIVATE KEY-----\n'.repeat(10_000),
    'LS0tLS1CRUdJTi'.repeat(20_000),
    'a:'.repeat(100_000),
    'x://'.repeat(50_000),
    'password:'.padEnd(200_000),
  ])('is looked through in the time its length takes: %#', (text) => {
    // With the square of the length it would not end within a test's time.
    expect(whatOf(text)).toEqual([]);
  });

  it('keeps what stands below a key without a value', () => {
    const text = 'password:\n  secretKeyRef: {name: db}\ntoken:\n- a\n';
    expect(redactText(text)).toEqual({ text, redactions: [] });
  });
});

describe('manifests', () => {
  const redact = (text: string) => redactManifests(text, parseManifests(text, 'a.yaml').manifests);

  it('lose values of Secrets, and keep their keys and all else byte for byte', () => {
    const text = [
      '# kept',
      'apiVersion: v1',
      'kind: Secret',
      'metadata: {name: db}   # kept, too',
      'data:',
      '  user: bWU=',
      'stringData: {url: "db://x", other: |',
      '  }',
      '---',
      'kind: ConfigMap',
      'data: {user: me}',
      '',
    ]
      .join('\n')
      .replace(', other: |\n  }', '}');
    const { text: out, redactions } = redact(text);
    expect(redactions).toEqual([{ what: 'value of a Secret', count: 2 }]);
    expect(out).toBe(text.replace('bWU=', `"${BLANK}"`).replace('"db://x"', `"${BLANK}"`));
  });

  it('lose values of variables that are called secrets, inside of Lists as well', () => {
    const text =
      'kind: List\nitems:\n- kind: Pod\n  spec: {containers: [{env: [{name: DB_PASSWORD, value: hunter2}, {name: MODE, value: a}]}]}\n';
    const { text: out, redactions } = redact(text);
    expect(redactions).toEqual([{ what: 'value of a variable', count: 1 }]);
    expect(out).toBe(text.replace('hunter2', `"${BLANK}"`));
  });

  it('that cannot be read lose what is a secret by its form', () => {
    expect(redact('a: [\npassword: hunter2\n').text).toBe(`a: [\npassword: ${BLANK}\n`);
  });
});

describe('counts', () => {
  it('are added, kind by kind', () => {
    const one = [{ what: 'token', count: 2 }];
    expect(merged(one, [{ what: 'password', count: 1 }], one)).toEqual([
      { what: 'password', count: 1 },
      { what: 'token', count: 4 },
    ]);
  });
});
