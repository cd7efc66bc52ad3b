/** The words of Envoy's formats about the TLS of the client's connection. */
import type { ConnectionInfo } from '../../contract.ts';
import type { Operator } from './operators.ts';

type Facts = (connection: ConnectionInfo) => string | undefined;

const FACTS: Readonly<Record<string, Facts>> = {
  DOWNSTREAM_PEER_SUBJECT: ({ peer }) => peer?.subject,
  DOWNSTREAM_PEER_ISSUER: ({ peer }) => peer?.issuer,
  DOWNSTREAM_PEER_SERIAL: ({ peer }) => peer?.serial,
  DOWNSTREAM_PEER_URI_SAN: ({ peer }) => peer?.uriSans.join(','),
  DOWNSTREAM_PEER_DNS_SAN: ({ peer }) => peer?.dnsSans.join(','),
  DOWNSTREAM_PEER_FINGERPRINT_256: ({ peer }) => peer?.fingerprint,
  DOWNSTREAM_LOCAL_URI_SAN: ({ tls }) => tls?.localUri,
  DOWNSTREAM_TLS_VERSION: ({ tls }) => tls?.version,
  DOWNSTREAM_TLS_CIPHER: ({ tls }) => tls?.cipher,
  REQUESTED_SERVER_NAME: ({ serverName }) => serverName,
};

/** The word's value for one entry; `undefined` for a word that is not about TLS. */
export function tlsOperator(name: string): Operator | undefined {
  const facts = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
  // An empty text stands for what there is not.
  return facts && (({ connection }) => facts(connection) || undefined);
}
