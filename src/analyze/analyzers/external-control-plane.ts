import { parseAddress } from '../../model/ip.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

function isInjectorOrValidator({ of, name }: AnalyzedResource): boolean {
  if (of === 'MutatingWebhookConfiguration') return name.startsWith('istio-sidecar-injector');
  return name === 'istiod-default-validator' || name.startsWith('istio-validator');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}

function* addressOf(webhook: JsonMap, index: number): Generator<Found> {
  const config = asMap(webhook['clientConfig']);
  const name = quoted(asString(webhook['name']) ?? '');
  const url = asString(config['url']) ?? '';
  const path = ['webhooks', index, 'clientConfig'];
  if (url !== '') {
    const host = hostOf(url);
    const at = [...path, 'url'];
    if (host === undefined) {
      yield found('IST0163', at, { message: `the webhook ${name} has an address that is no URL: ${quoted(url)}` });
    } else if (parseAddress(host) !== undefined) {
      yield found('IST0164', at, {
        message: `the webhook ${name} reaches its control plane by address, at ${quoted(host)}`,
      });
    }
  } else if (config['service'] === undefined) {
    yield found('IST0163', path, {
      message: `the webhook ${name} says neither by URL nor by service where its control plane is`,
      of: 'key',
    });
  }
}

const injector = (config: string): string =>
  doc(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'istio-sidecar-injector-external',
    `webhooks: [{name: rev.example.com, clientConfig: ${config}}]`,
  );

/** Webhooks reach their control plane. */
export const externalControlPlane = analyzer({
  name: 'external-control-plane',
  codes: ['IST0164', 'IST0163'],
  subjects: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  inputs: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  description: 'Webhooks of an external control plane have an address, and one with a name.',
  examples: {
    bad: injector('{url: "https://10.0.0.1:15017/inject"}'),
    good: injector('{url: "https://istiod.example.com:15017/inject"}'),
  },
  reference: 'externalcontrolplane.ExternalControlPlaneAnalyzer',
  *analyze(resource) {
    if (!isInjectorOrValidator(resource)) return;
    for (const [index, webhook] of asList(resource.object['webhooks']).entries())
      yield* addressOf(asMap(webhook), index);
  },
});
