import { nearest } from '../../model/suggest.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { destinationRule, docs, virtualService } from '../example.ts';
import { destinationsOf } from '../facts/destinations.ts';
import { serviceOf } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';

/** Subsets by `namespace/name` of the service their rule is for. */
function subsets(context: Context): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const { namespace, spec } of context.all('DestinationRule')) {
    const service = serviceOf(spec.host ?? '', namespace);
    const key = `${service.namespace}/${service.name}`;
    const names = out.get(key) ?? new Set();
    out.set(key, names);
    // A subset without a name is for validate; nobody can route to it.
    for (const { name = '' } of spec.subsets ?? []) if (name !== '') names.add(name);
  }
  return out;
}

const RULE = destinationRule('shop/web', '{host: web, subsets: [{name: v1, labels: {version: v1}}]}');
const to = (subset: string): string =>
  virtualService('shop/web', `{hosts: [web], http: [{route: [{destination: {host: web, subset: ${subset}}}]}]}`);

/** Subsets that routes name are defined. */
export const routeSubsets = analyzer({
  name: 'route-subsets',
  codes: ['IST0101'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService', 'DestinationRule'],
  description: 'The subsets a VirtualService routes to are defined by a DestinationRule for the host.',
  examples: { bad: docs(RULE, to('v2')), good: docs(RULE, to('v1')) },
  reference: 'virtualservice.DestinationRuleAnalyzer',
  *analyze({ namespace, spec }, context) {
    for (const { destination, path, line, mirror } of destinationsOf(spec)) {
      const { host, subset } = destination;
      if (!subset) continue;
      const service = serviceOf(host, namespace);
      const names = context.derive(subsets).get(`${service.namespace}/${service.name}`);
      if (names?.has(subset)) continue;
      const suggestion = nearest(subset, names ?? []);
      yield found('IST0101', [...path, 'subset'], {
        message: `no DestinationRule defines the subset ${quoted(subset)} of ${quoted(host)}${mirror ? ' that requests are mirrored to' : ''}`,
        line,
        ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
      });
    }
  },
});
