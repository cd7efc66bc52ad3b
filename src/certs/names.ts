/** Names in certificates, and the identities of the mesh among them. */

/** One subject alternative name. */
export interface AlternativeName {
  /** As OpenSSL calls it: `URI`, `DNS`, `IP Address`, `email` and others. */
  readonly type: string;
  readonly value: string;
}

/**
 * One name of OpenSSL's list. Values with characters that could be taken for the next name stand in quotes, as JSON has them:
 * who takes the list apart at its commas believes names nobody has vouched for.
 * @see https://nodejs.org/api/crypto.html#x509subjectaltname
 */
const NAME = /(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)/gy;

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : '';
}

/** The names of a certificate, from the text that Node makes of them; empty for one without, or for a text of another form. */
export function alternativeNames(text: string | undefined): readonly AlternativeName[] {
  if (text === undefined || text === '') return [];
  const found = [...text.matchAll(NAME)];
  const read = found.reduce((sum, [whole]) => sum + whole.length, 0);
  if (read !== text.length) return [];
  try {
    return found.map(([, type = '', value = '']) => ({ type, value: unquoted(value) }));
  } catch {
    // Quotes around something that is no JSON: nobody's names.
    return [];
  }
}

/** A workload of the mesh, as its certificate names it. @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md */
export interface SpiffeIdentity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

const TRUST_DOMAIN = '[a-z0-9._-]{1,255}';
const SPIFFE = new RegExp(`^spiffe://(${TRUST_DOMAIN})((?:/[A-Za-z0-9._-]+)*)$`);
const WORKLOAD = /^\/ns\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?)\/sa\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/;
const MAX_BYTES = 2048;

/** The trust domain of a SPIFFE URI; `undefined` for a text that is none: another scheme, a port, a query, dots for a segment. */
export function spiffeTrustDomain(uri: string): string | undefined {
  const [, domain, path = ''] = uri.length <= MAX_BYTES ? (SPIFFE.exec(uri) ?? []) : [];
  return path.split('/').some((segment) => segment === '.' || segment === '..') ? undefined : domain;
}

/** The workload of a SPIFFE URI; `undefined` for one that is none of a workload of Istio's. */
export function workloadOf(uri: string): SpiffeIdentity | undefined {
  const trustDomain = spiffeTrustDomain(uri);
  if (trustDomain === undefined) return undefined;
  const [, namespace, , serviceAccount] = WORKLOAD.exec(uri.slice(`spiffe://${trustDomain}`.length)) ?? [];
  return namespace === undefined || serviceAccount === undefined
    ? undefined
    : { trustDomain, namespace, serviceAccount };
}

/** The URI of a workload. */
export function spiffeUri({ trustDomain, namespace, serviceAccount }: SpiffeIdentity): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
