import { AUTO_IMAGE, PROXY_CONTAINER } from '../../inject/constants.ts';
import { matchesSelector } from '../../mesh/selectors.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { isInjected } from '../derived-pods.ts';
import { docs, namespace, pod } from '../example.ts';
import { containers, namespaceLabels, podParts, templateParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, friendlyName } from '../resource.ts';

function injectors(context: Context): readonly JsonMap[] {
  return context
    .all('MutatingWebhookConfiguration')
    .flatMap(({ object }) => asList(object['webhooks']).map(asMap))
    .filter(({ name }) => asString(name)?.endsWith('istio.io') === true);
}

const takes = (selector: unknown, labels: unknown): boolean =>
  selector === undefined || matchesSelector(selector, labels);

function takenByUsual(deployment: AnalyzedResource, context: Context): boolean {
  const template = asMap(getIn(deployment.object, ['spec', 'template']));
  const space = context.find('Namespace', { namespace: '', name: deployment.namespace });
  return isInjected(asMap(template['metadata']), asMap(template['spec']), space);
}

const GATEWAY = pod('edge/gateway', '{app: gateway}');

/** What is left to the injector is injected. */
export const autoImage = analyzer({
  name: 'auto-image',
  codes: ['IST0147', 'IST0146'],
  subjects: ['Pod', 'Deployment'],
  inputs: ['Pod', 'Deployment', 'Namespace', 'MutatingWebhookConfiguration'],
  description: 'Pods whose proxy has the image "auto" get a real one from the injector.',
  examples: {
    bad: docs(namespace('edge', '{}'), GATEWAY.replace('name: app, image: app', 'name: istio-proxy, image: auto')),
    good: docs(namespace('edge', '{}'), GATEWAY),
  },
  reference: 'injection.ImageAutoAnalyzer',
  *analyze(resource, context) {
    const isPod = resource.of === 'Pod';
    const parts = isPod ? podParts(resource) : templateParts(resource);
    const index = containers(parts.spec).findIndex(
      ({ name, image }) => name === PROXY_CONTAINER && image === AUTO_IMAGE,
    );
    if (index < 0 || resource.owner) return;
    if (isPod) {
      yield found('IST0147', ['spec', 'containers', index, 'image'], {
        message: `the Pod ${quoted(resource.name)} asks for the image "auto", which injection replaces only when a pod is created`,
      });
      return;
    }
    const hooks = context.derive(injectors);
    const labels = namespaceLabels(context, resource.namespace);
    const injected = hooks.some(
      ({ namespaceSelector, objectSelector }) =>
        takes(namespaceSelector, labels) && takes(objectSelector, parts.labels),
    );
    // Without a webhook in the input the usual one is there.
    const usual = hooks.length === 0 && context.settings.view === 'own';
    if (injected || (usual && takenByUsual(resource, context))) return;
    const finding = found('IST0146', ['spec', 'template', 'spec', 'containers', index, 'image'], {
      message: `${friendlyName(resource)} asks for the image "auto", and no webhook of the injector takes its pods`,
    });
    yield usual ? uncertain(finding) : finding;
  },
});
