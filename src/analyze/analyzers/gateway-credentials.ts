import type { Path } from '../../model/diagnostic.ts';
import { certain, nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, gateway, pod } from '../example.ts';
import { hasCertificate, producedSecrets } from '../facts/credentials.ts';
import { podIndex, selectorText } from '../facts/labels.ts';
import { seesPods } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

function secretOf(credential: string, namespace: string, context: Context): AnalyzedResource | undefined {
  const slash = credential.indexOf('/');
  const name = slash < 0 ? credential : credential.slice(slash + 1);
  return context.find('Secret', { namespace: slash < 0 ? namespace : credential.slice(0, slash), name });
}

const fullCredential = (credential: string, namespace: string): string =>
  credential.includes('/') ? credential : `${namespace}/${credential}`;

/** The names of the Secrets that there are or will be in a namespace. */
function secretNames(namespace: string, context: Context): readonly string[] {
  const start = `${namespace}/`;
  const names = [...context.all('Secret').map(fullName), ...context.derive(producedSecrets)];
  return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
}

function* check(
  credential: string,
  path: Path,
  { pod: at, context, sure }: { readonly pod: AnalyzedResource; readonly context: Context; readonly sure: boolean },
): Generator<Found> {
  if (context.settings.view === 'own' && context.derive(producedSecrets).has(fullCredential(credential, at.namespace)))
    return;
  const secret = secretOf(credential, at.namespace, context);
  if (!secret) {
    const names = secretNames(at.namespace, context);
    const meant = nearest(credential, names);
    const isSlip = certain(credential, names, 1) !== undefined;
    const finding = found('IST0101', path, {
      ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
      message: `there is no Secret ${quoted(credential)} in the namespace ${quoted(at.namespace)} of the gateway's pods`,
      pinned: true,
      values: `credentialName ${credential}`,
    });
    yield sure || isSlip ? finding : uncertain(finding);
  } else if (context.settings.view === 'reference' || secret.object['data'] !== undefined) {
    if (hasCertificate(secret, context.settings)) return;
    const finding = found('IST0161', path, {
      message: `the Secret ${quoted(credential)} has no certificate that is valid now`,
      pinned: true,
      values: at.namespace,
    });
    yield sure ? finding : uncertain(finding);
  }
}

const CREDENTIAL = doc('v1', 'Secret', 'edge/cert', 'type: kubernetes.io/tls');
const INGRESS = docs(pod('edge/ingress', '{app: ingress}'), CREDENTIAL);
const using = (credential: string): string =>
  gateway(
    'edge/web',
    `{selector: {app: ingress}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: ${credential}}}]}`,
  );

/** Gateways have the certificates they are to show. */
export const gatewayCredentials = analyzer({
  name: 'gateway-credentials',
  codes: ['IST0101', 'IST0161'],
  subjects: ['Gateway'],
  inputs: ['Certificate', 'ExternalSecret', 'Gateway', 'KubernetesGateway', 'Pod', 'Secret'],
  description: 'The Secrets a Gateway names exist where its pods are, and hold certificates that are valid.',
  examples: { bad: docs(INGRESS, using('crt')), good: docs(INGRESS, using('cert')) },
  reference: 'gateway.SecretAnalyzer',
  *analyze(resource, context) {
    const { settings } = context;
    const selector = resource.spec.selector ?? {};
    const [first] = context.derive(podIndex).matching(selector);
    // The reference takes a pod without a namespace for none.
    if (!first || (first.namespace === '' && settings.view === 'reference')) {
      if (settings.view === 'own') return;
      const text = selectorText(selector);
      const [label] = Object.keys(selector);
      const at = label === undefined ? ['spec', 'selector'] : ['spec', 'selector', label];
      yield found('IST0101', at, {
        message: `no pod has the labels ${quoted(text)}`,
        pinned: true,
        values: `selector ${text}`,
      });
      return;
    }
    const seesSecrets = context.all('Secret').some(({ namespace }) => namespace === first.namespace);
    const sure =
      settings.view === 'reference' || settings.complete || (seesPods(context, first.namespace) && seesSecrets);
    for (const [index, { tls }] of (resource.spec.servers ?? []).entries()) {
      if (!tls?.credentialName) continue;
      const path = ['spec', 'servers', index, 'tls', 'credentialName'];
      yield* check(tls.credentialName, path, { pod: first, context, sure });
    }
  },
});
