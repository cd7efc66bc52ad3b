/** TLS from the server's side, in a Gateway and in the ingress of a Sidecar. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

/** What BoringSSL as Envoy builds it knows below TLS 1.3. */
const CIPHERS: ReadonlySet<string> = new Set([
  'AES128-GCM-SHA256',
  'AES128-SHA',
  'AES256-GCM-SHA384',
  'AES256-SHA',
  'DES-CBC3-SHA',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-CHACHA20-POLY1305',
]);

const OLD_VERSIONS: readonly string[] = ['TLSV1_0', 'TLSV1_1'];

/** Every field that names a certificate or a key. */
const CERTIFICATE_FIELDS = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'tlsCertificates',
  'credentialName',
  'credentialNames',
] as const;

const MAX_CERTIFICATES = 2;

/** The mode of a server's TLS; passing TLS through is what happens without one. */
export const tlsMode = (tls: Cursor): string => tls.at('mode').text || 'PASSTHROUGH';

function* versions(tls: Cursor): Problems {
  const minimum = tls.at('minProtocolVersion');
  if (OLD_VERSIONS.includes(minimum.text) && !tls.says('cipherSuites'))
    yield problem('MSH2320', minimum, `minProtocolVersion ${minimum.text} needs cipherSuites of that time`);
}

/** istioctl reports all unknown ciphers in one warning, and all that are repeated in another. */
function* ciphers(tls: Cursor): Problems {
  const seen = new Set<string>();
  const reported = new Set<string>();
  for (const at of tls.items('cipherSuites')) {
    const code = CIPHERS.has(at.text) ? 'MSH2322' : 'MSH2321';
    if (code === 'MSH2322' && !seen.has(at.text)) {
      seen.add(at.text);
      continue;
    }
    const what = code === 'MSH2321' ? 'is not a cipher suite the proxy knows' : 'is listed twice';
    yield problem(code, at, `${at.name} ${quoted(at.text)} ${what}`, reported.has(code) ? { reference: 'silent' } : {});
    reported.add(code);
  }
}

/** With the certificates of the mesh there are no others. */
function* meshCertificates(tls: Cursor): Problems {
  for (const field of CERTIFICATE_FIELDS)
    if (tls.says(field)) yield problem('MSH2323', tls.at(field), `${field} contradicts the mode ISTIO_MUTUAL`);
}

const PAIR = ['serverCertificate', 'privateKey'] as const;

function* pair(at: Cursor): Problems {
  for (const field of PAIR) if (!at.says(field)) yield problem('MSH2327', at, `${at.name} has no ${field}`);
}

function* certificates(tls: Cursor): Problems {
  if (!tls.says('tlsCertificates')) {
    yield* pair(tls);
    return;
  }
  const list = tls.items('tlsCertificates');
  if (list.length > MAX_CERTIFICATES)
    yield problem(
      'MSH2328',
      tls.at('tlsCertificates'),
      `there are ${list.length} certificates, used are ${MAX_CERTIFICATES}`,
    );
  for (const at of list) yield* pair(at);
}

/** Where the certificate of a server may come from, and which fields say so. */
const SOURCES: readonly (readonly string[])[] = [PAIR, ['credentialName'], ['credentialNames'], ['tlsCertificates']];

function* sources(tls: Cursor): Problems {
  const [, second] = SOURCES.map((fields) => fields.find((field) => tls.says(field))).filter(
    (field) => field !== undefined,
  );
  if (second !== undefined) yield problem('MSH2325', tls.at(second), `${second} stands beside another certificate`);
}

const ONE_SIDED: readonly string[] = ['SIMPLE', 'OPTIONAL_MUTUAL', 'MUTUAL'];

function* ownCertificates(tls: Cursor, mode: string): Problems {
  if (!ONE_SIDED.includes(mode) || tls.says('credentialName', 'credentialNames')) return;
  if (mode !== 'SIMPLE' && !tls.says('caCertificates') && !tls.says('caCertCredentialName'))
    yield problem('MSH2326', tls, `there are no caCertificates to verify clients with in the mode ${mode}`);
  yield* certificates(tls);
}

/** The settings, when there are any. */
export function* serverTls(tls: Cursor): Problems {
  if (!tls.exists) return;
  const mode = tlsMode(tls);
  yield* versions(tls);
  yield* ciphers(tls);
  if (mode === 'ISTIO_MUTUAL') {
    yield* meshCertificates(tls);
    return;
  }
  const unused = CERTIFICATE_FIELDS.find((field) => tls.says(field));
  if (mode.endsWith('PASSTHROUGH') && unused !== undefined)
    yield problem('MSH2324', tls.at(unused), `${unused} has no effect in the mode ${mode}`);
  yield* sources(tls);
  yield* ownCertificates(tls, mode);
  if (mode === 'SIMPLE' && tls.says('caCrl'))
    yield problem(
      'MSH2329',
      tls.at('caCrl'),
      'caCrl has no effect in the mode SIMPLE, where clients show no certificate',
    );
}
