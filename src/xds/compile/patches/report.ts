/** What is not carried over is said, never dropped in silence. */
import { matchesLabels } from '../../../mesh/selectors.ts';
import type { ConfigPatch } from '../../../mesh/types/networking.ts';
import { sidecarOf } from '../../../mesh/visibility.ts';
import { asMap } from '../../../model/json.ts';
import type { CompileContext } from '../context.ts';
import { isRateLimitPatch } from './local-rate-limit.ts';
import { isRoutePatch } from './routes.ts';
import { envoyFiltersFor } from './select.ts';

function describe({ applyTo = 'INVALID', patch }: ConfigPatch): string {
  const name = patch?.value?.['name'];
  const what = typeof name === 'string' ? ` of "${name}"` : '';
  return `${patch?.operation ?? 'INVALID'} on ${applyTo}${what}`;
}

/** Reports the patches for the workload that have no effect here. */
export function reportPatches(context: CompileContext): void {
  for (const resource of envoyFiltersFor(context)) {
    for (const [index, patch] of (resource.spec.configPatches ?? []).entries()) {
      if (isRateLimitPatch(patch) || isRoutePatch(patch)) continue;
      const message = `the patch ${describe(patch)} is not carried over`;
      context.report(resource, 'MSH5003', { message, path: ['spec', 'configPatches', index] });
    }
  }
}

/** Kinds that extend proxies by code, which a local one does not run. */
const CODE = ['wasmPlugins', 'trafficExtensions'] as const;

/** Reports the extensions for the workload's namespace that are not run. */
export function reportExtensions(context: CompileContext): void {
  const { resources, settings } = context.mesh;
  const { namespace, labels } = context.options.node;
  for (const resource of CODE.flatMap((name) => resources[name])) {
    if (resource.namespace !== namespace && resource.namespace !== settings.rootNamespace) continue;
    if (!matchesLabels(asMap(asMap(resource.spec['selector'])['matchLabels']), labels)) continue;
    context.report(resource, 'MSH5004', {
      message: `the code of ${resource.kind} "${resource.name}" is not run`,
      path: ['spec'],
    });
  }
}

/** Reports egress listeners with a port of their own: their hosts are served with those of all others. */
export function reportEgressPorts(context: CompileContext): void {
  const resource = sidecarOf(context.mesh, context.options.node);
  for (const [index, { port }] of (resource?.spec.egress ?? []).entries()) {
    if (resource === undefined || port?.number === undefined) continue;
    const message = `the egress listener on port ${port.number} is not opened: its hosts are served with the others`;
    context.report(resource, 'MSH5004', { message, path: ['spec', 'egress', index, 'port'] });
  }
}
