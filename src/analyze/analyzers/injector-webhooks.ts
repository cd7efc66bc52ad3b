import { INJECT } from '../../inject/constants.ts';
import { matchesSelector } from '../../mesh/selectors.ts';
import type { Labels } from '../../mesh/types/common.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { INJECTION_LABEL, REVISION_LABEL } from '../facts/membership.ts';
import { seesServices } from '../facts/visible.ts';
import { listed, quoted, sortedSet } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

interface Hook {
  readonly of: AnalyzedResource;
  readonly webhook: JsonMap;
}

const webhooksOf = ({ object }: AnalyzedResource): readonly JsonMap[] => asList(object['webhooks']).map(asMap);

const SELECTORS = ['namespaceSelector', 'objectSelector'] as const;

/** The revisions a selector asks for. */
function revisionsIn(selector: unknown): readonly string[] {
  const expressions = asList(getIn(selector, ['matchExpressions'])).map(asMap);
  const values = expressions.filter(({ key }) => key === REVISION_LABEL).flatMap((each) => asList(each['values']));
  return [getIn(selector, ['matchLabels', REVISION_LABEL]), ...values].filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );
}

function revisionsOf(resource: AnalyzedResource): readonly string[] {
  const own = resource.labels[REVISION_LABEL];
  const asked = webhooksOf(resource).flatMap((webhook) => SELECTORS.flatMap((name) => revisionsIn(webhook[name])));
  return [...(own === undefined ? [] : [own]), ...asked];
}

const isInjector = (resource: AnalyzedResource): boolean =>
  revisionsOf(resource).length > 0 ||
  webhooksOf(resource).some((webhook) => asString(webhook['name'])?.endsWith('istio.io') === true);

const takes = (selector: unknown, labels: Labels): boolean =>
  selector === undefined || matchesSelector(selector, labels);

/** Labels as namespaces and pods have them, alone and with every revision. */
function variants(key: string, values: readonly string[], revisions: readonly string[]): readonly Labels[] {
  const plain: readonly Labels[] = [{}, ...values.map((value) => ({ [key]: value }))];
  return plain.flatMap((labels) => [
    labels,
    ...revisions.map((revision) => ({ ...labels, [REVISION_LABEL]: revision })),
  ]);
}

const named = ({ of, webhook }: Hook): string => `${of.name}/${asString(webhook['name']) ?? ''}`;

/** Sets of webhooks that take the same pod. */
function overlaps(context: Context): ReadonlyMap<AnalyzedResource, readonly Found[]> {
  const injectors = context.all('MutatingWebhookConfiguration').filter(isInjector);
  const hooks = injectors.flatMap((of) => webhooksOf(of).map((webhook): Hook => ({ of, webhook })));
  const revisions = sortedSet(injectors.flatMap(revisionsOf));
  const out = new Map<AnalyzedResource, Found[]>();
  const namespaces = variants(INJECTION_LABEL, ['enabled', 'disabled'], revisions);
  const pods = variants(INJECT, ['true', 'false'], revisions);
  for (const [namespaceLabels, podLabels] of namespaces.flatMap((one) => pods.map((other) => [one, other] as const))) {
    const matching = hooks.filter(
      ({ webhook }) =>
        takes(webhook['namespaceSelector'], namespaceLabels) && takes(webhook['objectSelector'], podLabels),
    );
    if (matching.length < 2) continue;
    for (const hook of matching) {
      const others = listed(sortedSet(matching.filter((other) => other !== hook).map(named)));
      const message = `the webhook ${quoted(named(hook))} takes pods that others also take: ${others}`;
      const known = out.get(hook.of) ?? [];
      if (known.some((finding) => finding.message === message)) continue;
      const index = webhooksOf(hook.of).indexOf(hook.webhook);
      out.set(hook.of, [...known, found('IST0139', ['webhooks', Math.max(index, 0)], { message, of: 'key' })]);
    }
  }
  return out;
}

function* missingService(resource: AnalyzedResource, context: Context): Generator<Found> {
  for (const [index, webhook] of webhooksOf(resource).entries()) {
    const service = asMap(getIn(webhook, ['clientConfig', 'service']));
    const [namespace, name] = [asString(service['namespace']) ?? '', asString(service['name']) ?? ''];
    if (name === '' || context.find('Service', { namespace, name })) continue;
    const finding = found('IST0139', ['webhooks', index, 'clientConfig', 'service'], {
      message: `the webhook is answered by the Service ${quoted(`${namespace}/${name}`)}, which does not exist`,
      of: 'key',
    });
    yield seesServices(context, namespace) ? finding : uncertain(finding);
  }
}

const injector = (name: string): string =>
  doc(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    name,
    'webhooks: [{name: sidecar-injector.istio.io, clientConfig: {url: "https://istiod:443/inject"}, namespaceSelector: {matchLabels: {istio-injection: enabled}}}]',
  );

/** One injector for a pod, and one that is there. */
export const injectorWebhooks = analyzer({
  name: 'injector-webhooks',
  codes: ['IST0139'],
  subjects: ['MutatingWebhookConfiguration'],
  inputs: ['MutatingWebhookConfiguration', 'Service'],
  description: 'A pod is taken by one webhook of an injector at most, and the Service behind it exists.',
  examples: { bad: docs(injector('one'), injector('two')), good: injector('one') },
  reference: 'webhook.Analyzer',
  *analyze(resource, context) {
    if (!isInjector(resource)) return;
    yield* context.derive(overlaps).get(resource) ?? [];
    yield* missingService(resource, context);
  },
});
