import { resolveHost } from '../../mesh/hosts.ts';
import type { CompileContext } from './context.ts';

/** Reports overrides that change nothing, because no service, port or subset is called that. */
export function reportOverrides(context: CompileContext): void {
  const { node, overrides } = context.options;
  for (const { host, port, subset } of overrides) {
    const service = context.services.get(resolveHost(host, node.namespace, context.mesh.settings.clusterDomain));
    const ports = service?.ports.filter(({ number }) => port === undefined || number === port) ?? [];
    const subsets = (service && context.rule(service)?.subsets) ?? [];
    const named = subset === undefined || subsets.some((each) => each.subset.name === subset);
    if (ports.length > 0 && named) continue;
    const whole = `${host}${subset === undefined ? '' : `/${subset}`}${port === undefined ? '' : `:${port}`}`;
    context.reportOption('MSH5014', `there is no "${whole}" to be mapped`);
  }
}
