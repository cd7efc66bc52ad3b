/** SmartLimiters as the proxy takes them. */
import { readSmartLimiter, type SmartLimiter } from '../limiter.ts';
import type { CompileContext } from './context.ts';

/** Who counts: this proxy, or all together, as far as a proxy alone can. */
const STRATEGIES: ReadonlySet<string> = new Set(['single', 'average', 'adaptive']);

/** What is said of a strategy that is not what it seems; `undefined` for the others. */
function remark(strategy: string): string | undefined {
  if (STRATEGIES.has(strategy)) return undefined;
  if (strategy === 'global')
    return 'nobody counts for all proxies: the strategy "global" shares the quota between endpoints';
  return `the strategy "${strategy}" is not known: "single" counts`;
}

/** The limiters of the mesh, each with a finding where a strategy is another one here. */
export function smartLimiters(context: CompileContext): readonly SmartLimiter[] {
  const { resources, settings } = context.mesh;
  return resources.smartLimiters.map((resource) => {
    const limiter = readSmartLimiter(resource, settings.clusterDomain);
    for (const [set, { descriptor = [] }] of Object.entries(limiter.sets)) {
      for (const [index, { action }] of descriptor.entries()) {
        const message = remark(action?.strategy ?? 'single');
        const path = ['spec', 'sets', set, 'descriptor', index, 'action', 'strategy'];
        if (message !== undefined) context.report(resource, 'MSH5004', { message, path });
      }
    }
    return context.from(limiter, resource, ['spec']);
  });
}
