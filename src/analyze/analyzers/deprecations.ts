import { asMap, asString, getIn } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';
import { quoted } from '../facts/wording.ts';

const RBAC_KINDS: ReadonlySet<string> = new Set([
  'ClusterRbacConfig',
  'RbacConfig',
  'ServiceRole',
  'ServiceRoleBinding',
]);

const delayed = (percent: string): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{fault: {delay: {${percent}, fixedDelay: 1s}}, route: [{destination: {host: web}}]}]}`,
  );

/** Fields and kinds that are on their way out. */
export const deprecations = analyzer({
  name: 'deprecations',
  codes: ['IST0002'],
  subjects: ['VirtualService', 'Sidecar', 'CustomResourceDefinition'],
  inputs: ['VirtualService', 'Sidecar', 'CustomResourceDefinition'],
  description: 'Nothing depends on fields and kinds that are deprecated or removed.',
  examples: { bad: delayed('percent: 5'), good: delayed('percentage: {value: 5}') },
  reference: 'deprecation.DeprecationAnalyzer',
  *analyze({ of, object }, context) {
    if (of === 'VirtualService') {
      const http = getIn(object, ['spec', 'http']);
      for (const [index, route] of (Array.isArray(http) ? http : []).entries()) {
        const percent = getIn(route, ['fault', 'delay', 'percent']);
        if (typeof percent !== 'number' || percent <= 0) continue;
        const message = 'the field "fault.delay.percent" is deprecated, "fault.delay.percentage" takes its place';
        const details = context.settings.view === 'own' ? {} : { values: 'percent' };
        yield found('IST0002', ['spec', 'http', index, 'fault', 'delay', 'percent'], {
          message,
          of: 'key',
          ...details,
        });
      }
    } else if (of === 'Sidecar') {
      if (getIn(object, ['spec', 'outboundTrafficPolicy', 'egressProxy']) === undefined) return;
      const message = 'the field "outboundTrafficPolicy.egressProxy" has no effect';
      yield found('IST0002', ['spec', 'outboundTrafficPolicy', 'egressProxy'], { message, of: 'key' });
    } else {
      const kind = asString(getIn(object, ['spec', 'names', 'kind'])) ?? '';
      if (asMap(object['spec'])['group'] !== 'rbac.istio.io' || !RBAC_KINDS.has(kind)) return;
      yield found('IST0002', ['spec', 'names', 'kind'], {
        message: `the kind ${quoted(kind)} of rbac.istio.io is removed`,
      });
    }
  },
});
