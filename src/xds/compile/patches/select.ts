import { byAge, type MeshResource } from '../../../mesh/resource.ts';
import { matchesLabels } from '../../../mesh/selectors.ts';
import type { EnvoyFilter } from '../../../mesh/types/networking.ts';
import type { CompileContext } from '../context.ts';

/** EnvoyFilters for the workload: those of its namespace and of the root, by priority and age. */
export function envoyFiltersFor({ mesh, options }: CompileContext): readonly MeshResource<EnvoyFilter>[] {
  const { rootNamespace } = mesh.settings;
  const { namespace, labels } = options.node;
  const root = (each: MeshResource): number => (each.namespace === rootNamespace ? 0 : 1);
  return mesh.resources.envoyFilters
    .filter((each) => each.namespace === namespace || each.namespace === rootNamespace)
    .filter(
      ({ spec }) => (spec.targetRefs ?? []).length === 0 && matchesLabels(spec.workloadSelector?.labels ?? {}, labels),
    )
    .sort((a, b) => (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || root(a) - root(b) || byAge(a, b));
}
