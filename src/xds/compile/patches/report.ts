/** What is not carried over is said, never dropped in silence. */
import type { ConfigPatch } from '../../../mesh/types/networking.ts';
import type { CompileContext } from '../context.ts';
import { envoyFiltersFor, isCarriedOver } from './local-rate-limit.ts';

function describe({ applyTo = 'INVALID', patch }: ConfigPatch): string {
  const name = patch?.value?.['name'];
  const what = typeof name === 'string' ? ` of "${name}"` : '';
  return `${patch?.operation ?? 'INVALID'} on ${applyTo}${what}`;
}

/** Reports the patches for the workload that have no effect here. */
export function reportPatches(context: CompileContext): void {
  for (const resource of envoyFiltersFor(context)) {
    for (const [index, patch] of (resource.spec.configPatches ?? []).entries()) {
      if (isCarriedOver(patch)) continue;
      const message = `the patch ${describe(patch)} is not carried over`;
      context.report(resource, 'MSH5003', { message, path: ['spec', 'configPatches', index] });
    }
  }
}
