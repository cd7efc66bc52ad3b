import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { producedSecrets } from '../facts/credentials.ts';
import { isGranted } from '../facts/grants.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

interface CertificateAt {
  readonly reference: JsonMap;
  readonly path: Path;
}

/** The Secrets listeners name; those of other kinds are the business of whoever implements them. */
function* certificatesOf({ object }: AnalyzedResource): Generator<CertificateAt> {
  for (const [i, listener] of asList(asMap(object['spec'])['listeners']).entries()) {
    for (const [j, item] of asList(getIn(listener, ['tls', 'certificateRefs'])).entries()) {
      const reference = asMap(item);
      const { group = '', kind = 'Secret' } = reference;
      if (group === '' && kind === 'Secret')
        yield { reference, path: ['spec', 'listeners', i, 'tls', 'certificateRefs', j] };
    }
  }
}

function* check(gateway: AnalyzedResource, { reference, path }: CertificateAt, context: Context): Generator<Found> {
  const name = asString(reference['name']) ?? '';
  const namespace = asString(reference['namespace']) ?? gateway.namespace;
  const title = `${namespace}/${name}`;
  if (!context.find('Secret', { namespace, name }) && !context.derive(producedSecrets).has(title)) {
    const finding = found('MSH3037', [...path, 'name'], { message: `there is no Secret ${quoted(title)}` });
    // Secrets are seldom kept beside what uses them.
    const seen = context.all('Secret').some((secret) => secret.namespace === namespace);
    yield seen || context.settings.complete ? finding : uncertain(finding);
  }
  if (namespace === gateway.namespace || isGranted(gateway, { kind: 'Secret', namespace, name }, context)) return;
  const finding = found('MSH3038', [...path, 'namespace'], {
    message: `no ReferenceGrant of the namespace ${quoted(namespace)} lets Gateways of ${quoted(gateway.namespace)} use its Secrets`,
  });
  yield context.settings.complete || context.all('ReferenceGrant').length > 0 ? finding : uncertain(finding);
}

const SECRET = doc('v1', 'Secret', 'shop/cert', 'type: kubernetes.io/tls');
const showing = (secret: string): string =>
  doc(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'shop/edge',
    `spec: {gatewayClassName: istio, listeners: [{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: ${secret}}]}}]}`,
  );

/** Listeners have the certificates they are to show. */
export const listenerCertificates = analyzer({
  name: 'listener-certificates',
  codes: ['MSH3037', 'MSH3038'],
  subjects: ['KubernetesGateway'],
  inputs: ['Certificate', 'ExternalSecret', 'KubernetesGateway', 'ReferenceGrant', 'Secret'],
  description: 'The Secrets that listeners of the Gateway API name exist, and may be used.',
  examples: { bad: docs(SECRET, showing('crt')), good: docs(SECRET, showing('cert')) },
  view: 'own',
  *analyze(resource, context) {
    for (const certificate of certificatesOf(resource)) yield* check(resource, certificate, context);
  },
});
