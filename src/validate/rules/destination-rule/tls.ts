import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

const CONFIG_MAP = 'configmap://';

/** Credentials in files, and what belongs to them. */
const FILES = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'] as const;

/** What says whom to trust, which nobody looks at when nothing is verified. */
const TRUST: Readonly<Record<string, readonly string[]>> = {
  SIMPLE: ['caCertificates', 'credentialName', 'subjectAltNames'],
  MUTUAL: ['caCertificates', 'subjectAltNames'],
};

/** A credential in a ConfigMap: `configmap://namespace/name`, of the own namespace. */
function* configMap(at: Cursor, namespace: string): Problems {
  if (!at.text.startsWith(CONFIG_MAP)) return;
  const parts = at.text.slice(CONFIG_MAP.length).split('/');
  const [owner = '', name = ''] = parts;
  if (parts.length !== 2 || owner === '' || name === '')
    yield problem('MSH2250', at, `credentialName ${quoted(at.text)} is not "configmap://NAMESPACE/NAME"`);
  else if (owner !== namespace)
    yield problem('MSH2251', at, `credentialName ${quoted(at.text)} is not in the namespace ${quoted(namespace)}`);
}

function* unverified(at: Cursor, mode: string): Problems {
  if (!at.at('insecureSkipVerify').flag || !Object.hasOwn(TRUST, mode)) return;
  const field = TRUST[mode]?.find((name) => at.says(name));
  if (field !== undefined) yield problem('MSH2252', at.at(field), `${field} has no effect with insecureSkipVerify`);
}

/** TLS from the client's side. */
export function* clientTls(at: Cursor, namespace: string): Problems {
  if (!at.exists) return;
  const mode = at.at('mode').text;
  const credential = at.at('credentialName');
  yield* configMap(credential, namespace);
  yield* unverified(at, mode);
  if (['SIMPLE', 'MUTUAL'].includes(mode) && credential.text !== '') {
    const field = FILES.find((name) => at.says(name));
    if (field !== undefined) yield problem('MSH2253', at.at(field), `${field} stands beside credentialName`);
    return;
  }
  if (mode !== 'MUTUAL') return;
  if (!at.says('clientCertificate')) yield problem('MSH2254', at, 'mutual TLS has no clientCertificate');
  if (!at.says('privateKey')) yield problem('MSH2255', at, 'mutual TLS has no privateKey');
}
