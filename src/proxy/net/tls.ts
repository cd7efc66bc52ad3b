import {
  type ConnectionOptions,
  createSecureContext,
  type PeerCertificate as NodeCertificate,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import { type AlternativeName, alternativeNames } from '../../certs/names.ts';
import type { PeerCertificate, TlsClientPlan, TlsServerPlan } from '../tls-plan.ts';
import type { TlsRefusal } from '../tls-refusal.ts';
import { verificationProblem, WrongNames } from './tls-words.ts';

type Plan = TlsServerPlan | TlsClientPlan;

/** Contexts are dear and plans live long: one for each. */
const contexts = new WeakMap<Plan, SecureContext>();

function contextOf(plan: Plan): SecureContext {
  const known = contexts.get(plan);
  if (known) return known;
  const context = createSecureContext(contextOptions(plan));
  contexts.set(plan, context);
  return context;
}

/** What both sides of TLS have in common. */
export function contextOptions(plan: Plan): SecureContextOptions {
  return {
    cert: plan.certificates.map(({ chain }) => chain),
    key: plan.certificates.map(({ key }) => key),
    minVersion: plan.minVersion,
    maxVersion: plan.maxVersion,
    ...(plan.authorities === '' ? {} : { ca: plan.authorities }),
    ...(plan.revocations === '' ? {} : { crl: plan.revocations }),
    ...(plan.ciphers === '' ? {} : { ciphers: plan.ciphers }),
  };
}

const namesOf = ({ subjectaltname: text }: NodeCertificate): readonly AlternativeName[] => alternativeNames(text);

/** Options for a connection to an endpoint; `alpn` is offered where the plan names nothing. */
export function clientTlsOptions(plan: TlsClientPlan, alpn: string | undefined): ConnectionOptions {
  const accepts = plan.acceptsNames;
  return {
    secureContext: contextOf(plan),
    ALPNProtocols: plan.alpn.length === 0 && alpn !== undefined ? [alpn] : [...plan.alpn],
    rejectUnauthorized: plan.verifies,
    servername: plan.serverName,
    checkServerIdentity: (_host, certificate) => {
      const names = namesOf(certificate);
      return accepts === undefined || accepts(names) ? undefined : new WrongNames(names.map(({ value }) => value));
    },
  };
}

/** A name in the order of RFC 4514: the last part first. */
function nameText(name: NodeCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).flatMap(([key, value]) => [value].flat().map((each) => `${key}=${each}`));
  return parts.reverse().join(',');
}

/** What a client's certificate says; `undefined` without one, or with one that was not accepted. */
export function peerOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerCertificate();
  if (!socket.authorized || certificate.fingerprint256 === undefined) return undefined;
  const names = namesOf(certificate);
  const ofType = (wanted: string) => names.filter(({ type }) => type === wanted).map(({ value }) => value);
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    uriSans: ofType('URI'),
    dnsSans: ofType('DNS'),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

const NO_CERTIFICATE: TlsRefusal = { problem: 'ssl.fail_verify_no_cert', reason: 'it gave no certificate' };

/** Why a client may not pass, its handshake done; `undefined` when it may. One that need not give a certificate may not give a bad one. */
export function clientRefusal(plan: TlsServerPlan, socket: TLSSocket): TlsRefusal | undefined {
  if (plan.clientCertificate === 'none') return undefined;
  const certificate = socket.getPeerCertificate();
  // Node gives an empty object where there is no certificate.
  if (certificate.fingerprint256 === undefined) {
    return plan.clientCertificate === 'required' ? NO_CERTIFICATE : undefined;
  }
  // The declaration says Error; what Node sets is the code.
  if (!socket.authorized) return verificationProblem(String(socket.authorizationError));
  const names = namesOf(certificate);
  if (plan.acceptsNames === undefined || plan.acceptsNames(names)) return undefined;
  const said = names.length === 0 ? 'nobody' : names.map(({ value }) => value).join(', ');
  return { problem: 'ssl.fail_verify_san', reason: `its certificate names ${said}, which is nobody allowed here` };
}
