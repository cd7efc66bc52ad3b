import { IGNORED_NAMESPACES, INJECT } from '../../inject/constants.ts';
import { asString, getIn } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { namespace } from '../example.ts';
import {
  DATAPLANE_LABEL,
  hasProxy,
  INJECTION_LABEL,
  injectorConfigName,
  namespaceLabels,
  podParts,
  REVISION_LABEL,
} from '../facts/membership.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The namespace whose own pods make the mesh. */
const CONTROL_PLANE = 'istio-system';

/** Whether an injector takes every namespace that does not refuse. */
function injectsByDefault(context: Context): boolean {
  const { istioNamespace } = context.settings;
  const config = context.find('ConfigMap', { namespace: istioNamespace, name: injectorConfigName('') });
  try {
    const values: unknown = JSON.parse(asString(getIn(config?.object, ['data', 'values'])) ?? '{}');
    return getIn(values, ['sidecarInjectorWebhook', 'enableNamespacesByDefault']) === true;
  } catch {
    return false;
  }
}

function* labelsOf(resource: AnalyzedResource, context: Context): Generator<Found> {
  const { labels, name } = resource;
  const injection = labels[INJECTION_LABEL];
  const others = injection === undefined || injection === 'enabled' ? [REVISION_LABEL, DATAPLANE_LABEL] : [];
  const set = [INJECTION_LABEL, ...others].filter((key) => labels[key] !== undefined);
  const at = ['metadata', 'labels'];
  if (set.length > 1) {
    const pairs = set.map((key) => `${key}=${labels[key] ?? ''}`);
    yield found('IST0123', at, {
      message: `the namespace has several labels that say how it joins the mesh: ${listed(pairs)}`,
      of: 'key',
    });
  }
  if (labels[DATAPLANE_LABEL] === 'ambient' || injection || labels[REVISION_LABEL] !== undefined) return;
  if (context.derive(injectsByDefault)) {
    yield found('IST0148', at, {
      message: `pods of the namespace ${quoted(name)} are injected, as those of every namespace are`,
      of: 'key',
    });
  } else {
    yield found('IST0102', at, {
      message: `the namespace ${quoted(name)} does not say whether its pods are to be injected`,
      of: 'key',
      line: ['metadata', 'name'],
    });
  }
}

function* podWithout(resource: AnalyzedResource, context: Context): Generator<Found> {
  const parts = podParts(resource);
  const asked = parts.labels[INJECT] ?? parts.annotations[INJECT];
  if (resource.owner || asked?.toLowerCase() === 'false' || parts.spec['hostNetwork'] === true || hasProxy(parts.spec))
    return;
  if (IGNORED_NAMESPACES.includes(resource.namespace) || resource.namespace === CONTROL_PLANE) return;
  if (namespaceLabels(context, resource.namespace)[INJECTION_LABEL] !== 'enabled') return;
  const finding = found('IST0103', ['metadata', 'name'], {
    message: `the pod ${quoted(`${resource.namespace}/${resource.name}`)} has no sidecar`,
  });
  // A pod that is yet to be created gets its sidecar then.
  yield context.settings.view === 'own' && resource.object['status'] === undefined ? uncertain(finding) : finding;
}

/** Who is injected. */
export const namespaceInjection = analyzer({
  name: 'namespace-injection',
  codes: ['IST0102', 'IST0103', 'IST0123', 'IST0148'],
  subjects: ['Namespace', 'Pod'],
  inputs: ['Namespace', 'Pod', 'ConfigMap'],
  description: 'A namespace says once whether its pods join the mesh, and pods that are to have a sidecar have one.',
  examples: { bad: namespace('shop', '{team: web}'), good: namespace('shop', '{istio-injection: enabled}') },
  reference: 'injection.Analyzer',
  *analyze(resource, context) {
    if (resource.of === 'Pod') yield* podWithout(resource, context);
    else if (resource.name !== CONTROL_PLANE) yield* labelsOf(resource, context);
  },
});
