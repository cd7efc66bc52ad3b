import { mergeDelegate } from '../../mesh/delegates.ts';
import type { HttpRoute, VirtualService } from '../../mesh/types/virtual-service.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, virtualService } from '../example.ts';
import { scopesOf } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

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

/** The routes that hand over to each VirtualService, by its full name. */
function handingOver(context: Context): ReadonlyMap<string, readonly HttpRoute[]> {
  const out = new Map<string, HttpRoute[]>();
  for (const { spec, namespace } of context.all('VirtualService')) {
    for (const route of spec.http ?? []) {
      if (!route.delegate?.name) continue;
      const name = fullName({ namespace: route.delegate.namespace || namespace, name: route.delegate.name });
      out.set(name, [...(out.get(name) ?? []), route]);
    }
  }
  return out;
}

/** Rules of a delegate that no route which hands over to it leaves any request for. */
function* starved(resource: AnalyzedResource<VirtualService>, context: Context): Generator<Found> {
  const roots = context.derive(handingOver).get(fullName(resource)) ?? [];
  if (roots.length === 0) return;
  for (const [index, rule] of (resource.spec.http ?? []).entries()) {
    if (roots.some((root) => mergeDelegate(root, rule) !== undefined)) continue;
    yield found('MSH3015', ['spec', 'http', index, 'match'], {
      message: `what the rule asks for and what is handed over to ${quoted(fullName(resource))} exclude each other`,
      of: 'key',
    });
  }
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
  codes: ['MSH3009', 'MSH3015'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description:
    'The VirtualServices that routes hand over to exist, have no hosts, are visible, and have rules that fit.',
  examples: { bad: docs(WEB, handing('wbe')), good: docs(WEB, handing('web')) },
  view: 'own',
  *analyze(resource, context) {
    for (const [index, { delegate }] of (resource.spec.http ?? []).entries()) {
      if (!delegate?.name) continue;
      const namespace = delegate.namespace || resource.namespace;
      yield* check(resource, { namespace, name: delegate.name, index }, context);
    }
    yield* starved(resource, context);
  },
});
