import type { Gateway, Server } from '../../mesh/types/networking.ts';
import { analyzer, found } from '../analyzer.ts';
import { docs, gateway } from '../example.ts';
import { selects } from '../facts/labels.ts';
import { listed, quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

/** Whether two servers show the same certificate. */
function sameCertificate({ tls: a }: Server, { tls: b }: Server): boolean {
  if (!a || !b) return false;
  if (a.credentialName && b.credentialName) return a.credentialName === b.credentialName;
  if (a.credentialName || b.credentialName) return false;
  const [certificate, key] = [a.serverCertificate, a.privateKey];
  return Boolean(certificate && key) && certificate === b.serverCertificate && key === b.privateKey;
}

const covers = (one: AnalyzedResource<Gateway>, other: AnalyzedResource<Gateway>): boolean =>
  selects(one.spec.selector ?? {}, other.spec.selector ?? {});

const secured = (name: string, credential: string): string =>
  gateway(
    `edge/${name}`,
    `{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [${name}.example.com], tls: {mode: SIMPLE, credentialName: ${credential}}}]}`,
  );

/** One certificate, one gateway: browsers use a connection for every host its certificate has. */
export const gatewayCertificates = analyzer({
  name: 'gateway-certificates',
  codes: ['IST0138'],
  subjects: ['Gateway'],
  inputs: ['Gateway'],
  description:
    'Gateways of the same pods do not share a certificate: clients would use the connection of one for hosts of the other.',
  examples: {
    bad: docs(secured('one', 'cert'), secured('two', 'cert')),
    good: docs(secured('one', 'cert'), secured('two', 'other')),
  },
  reference: 'gateway.CertificateAnalyzer',
  *analyze(resource, context) {
    for (const other of context.all('Gateway')) {
      if (other === resource || !covers(resource, other)) continue;
      for (const [index, server] of (resource.spec.servers ?? []).entries()) {
        for (const theirs of other.spec.servers ?? []) {
          if (!sameCertificate(server, theirs)) continue;
          const field = server.tls?.credentialName ? 'credentialName' : 'serverCertificate';
          const certificate = server.tls?.[field] ?? '';
          yield found('IST0138', ['spec', 'servers', index, 'tls', field], {
            message: `the gateways ${listed([fullName(resource), fullName(other)])} show the same certificate ${quoted(certificate)}`,
            line: ['metadata', 'name'],
            ...(context.settings.view === 'reference' ? { values: fullName(other) } : {}),
          });
        }
      }
    }
  },
});
