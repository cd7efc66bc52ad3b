import {
  type ConnectionOptions,
  createSecureContext,
  type PeerCertificate as NodeCertificate,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import type { PeerCertificate } from '../contract.ts';
import type { TlsClientPlan, TlsServerPlan } from '../tls-plan.ts';

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
    ...(plan.ciphers === '' ? {} : { ciphers: plan.ciphers }),
  };
}

/** Subject alternative names as Node prints them: `DNS:a, URI:spiffe://…`. */
function alternativeNames(certificate: NodeCertificate): readonly string[] {
  return certificate.subjectaltname?.split(', ') ?? [];
}

/** Options for a connection to an endpoint. */
export function clientTlsOptions(plan: TlsClientPlan): ConnectionOptions {
  const accepts = plan.acceptsNames;
  return {
    secureContext: contextOf(plan),
    ALPNProtocols: [...plan.alpn],
    rejectUnauthorized: plan.verifies,
    servername: plan.serverName,
    checkServerIdentity: (_host, certificate) =>
      accepts === undefined || accepts(alternativeNames(certificate))
        ? undefined
        : new Error('the certificate names somebody else'),
  };
}

/** What a client's certificate says; `undefined` without one, or with one that was not accepted. */
export function peerOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerCertificate();
  if (!socket.authorized || certificate.fingerprint256 === undefined) return undefined;
  const names = alternativeNames(certificate);
  const ofType = (type: string) => names.filter((name) => name.startsWith(type)).map((name) => name.slice(type.length));
  return {
    subject: Object.entries(certificate.subject)
      .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
      .join(','),
    uriSans: ofType('URI:'),
    dnsSans: ofType('DNS:'),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Whether the plan takes a client's certificate by its names. */
export function acceptsClient(plan: TlsServerPlan, socket: TLSSocket): boolean {
  if (plan.clientCertificate !== 'required' || plan.acceptsNames === undefined) return true;
  return plan.acceptsNames(alternativeNames(socket.getPeerCertificate()));
}
