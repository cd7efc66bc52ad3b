import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, virtualService } from '../example.ts';
import { scopesOf } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

function* check(
  resource: AnalyzedResource,
  { namespace, name, index }: { readonly namespace: string; readonly name: string; readonly index: number },
  context: Context,
): Generator<Found> {
  const path = ['spec', 'http', index, 'delegate', 'name'];
  const title = quoted(`${namespace}/${name}`);
  const target = context.find('VirtualService', { namespace, name });
  if (!target) {
    const names = context.all('VirtualService').filter((other) => other.namespace === namespace);
    const meant = nearest(
      name,
      names.map((other) => other.name),
    );
    const finding = found('MSH3009', path, {
      message: `there is no VirtualService ${title} to hand requests over to`,
      ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
    });
    yield names.length > 0 || context.settings.complete ? finding : uncertain(finding);
    return;
  }
  const { hosts = [], exportTo } = target.spec;
  if (hosts.length > 0)
    yield found('MSH3009', path, {
      message: `the VirtualService ${title} has hosts of its own, so nothing is handed over`,
    });
  const scopes = scopesOf(exportTo, namespace);
  if (!scopes.includes('*') && !scopes.includes(resource.namespace))
    yield found('MSH3009', path, {
      message: `the VirtualService ${title} is not exported to ${quoted(resource.namespace)}`,
    });
}

const WEB = virtualService('shop/web', '{http: [{route: [{destination: {host: web}}]}]}');
const handing = (name: string): string =>
  virtualService(
    'shop/edge',
    `{hosts: [a.example.com], gateways: [edge], http: [{match: [{uri: {prefix: /a}}], delegate: {name: ${name}}}]}`,
  );

/** Requests are handed over to somebody. */
export const routeDelegates = analyzer({
  name: 'route-delegates',
  codes: ['MSH3009'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'The VirtualServices that routes hand over to exist, have no hosts, and are visible.',
  examples: { bad: docs(WEB, handing('wbe')), good: docs(WEB, handing('web')) },
  view: 'own',
  *analyze(resource, context) {
    for (const [index, { delegate }] of (resource.spec.http ?? []).entries()) {
      if (!delegate?.name) continue;
      const namespace = delegate.namespace || resource.namespace;
      yield* check(resource, { namespace, name: delegate.name, index }, context);
    }
  },
});
