/** Kubernetes' own kinds: those whose fields a mesh reads, and workloads. */
import { decodeTyped } from '../../k8s/decode.ts';
import type { FieldType } from '../../k8s/schema.ts';
import { K8S, rootType } from '../../k8s/types.ts';
import { KUBERNETES, KUBERNETES_KINDS } from '../../mesh/schema/kubernetes.ts';
import { compileMessage } from '../../mesh/schema/notation.ts';
import type { Path } from '../../model/diagnostic.ts';
import type { JsonMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import type { Definition } from '../definitions.ts';
import { didYouMean, type LayerProblem, layerProblem } from '../problem.ts';
import { structuralMessage, withEnvelope } from './from-table.ts';
import { ANYTHING, type Structural } from './schema.ts';

/** A kind that carries pods, and groups it was in before Kubernetes 1.16. */
type Workload = readonly [kind: string, group: string, formerly?: readonly string[]];

const WORKLOADS: readonly Workload[] = [
  ['Pod', ''],
  ['ReplicationController', ''],
  ['Deployment', 'apps', ['extensions']],
  ['DaemonSet', 'apps', ['extensions']],
  ['ReplicaSet', 'apps', ['extensions']],
  ['StatefulSet', 'apps'],
  ['Job', 'batch'],
  ['CronJob', 'batch'],
];

const lastName = (path: Path): string => String(path.at(-1) ?? '');

/** The names of the fields that could stand where the last step of the path stands. */
function fieldsBeside(type: string, path: Path): readonly string[] {
  let at: FieldType | undefined = { kind: 'struct', struct: type, pointer: false };
  for (const step of path.slice(0, -1)) {
    if (at?.kind === 'struct') at = K8S.struct(at.struct).byJson.get(String(step))?.type;
    else if (at?.kind === 'list' || at?.kind === 'map') at = at.of;
    else return [];
  }
  return at?.kind === 'struct' ? K8S.struct(at.struct).fields.map(({ json }) => json) : [];
}

/**
 * What Kubernetes' own types find in a workload, which reaches the API server as JSON: a number is no string there. Clusters
 * differ in age, so a field nobody here knows may be known there.
 */
function workloadProblems(value: JsonMap, type: string): readonly LayerProblem[] {
  const { problems, unknown } = decodeTyped(type, value, 'json');
  return [
    ...problems.map(({ path, message }) => layerProblem('MSH2902', path, { message: `${lastName(path)}: ${message}` })),
    ...unknown.map((path) => {
      const message = `there is no field "${lastName(path)}" here`;
      const advice = didYouMean(nearest(lastName(path), fieldsBeside(type, path)));
      return { ...layerProblem('MSH2901', path, { message, of: 'key', ...advice }), level: 'warning' as const };
    }),
  ];
}

function workloads(): readonly Definition[] {
  return WORKLOADS.flatMap(([kind, group, formerly = []]) => {
    const apiVersion = group === '' ? 'v1' : `${group}/v1`;
    const type = rootType(apiVersion, kind);
    const schema = withEnvelope({ ...ANYTHING, preserve: true }, kind);
    const served: Definition = {
      group,
      kind,
      versions: ['v1'],
      served: [apiVersion],
      schema: () => schema,
      ...(type === undefined ? {} : { check: (value: JsonMap) => workloadProblems(value, type) }),
    };
    return [served, ...formerly.map((old) => ({ ...served, group: old, versions: [] }))];
  });
}

const schemas = new Map<string, Structural>();

/** The schema of a kind, made when the first object of it is seen. */
function schemaOf(kind: string): Structural {
  const known = schemas.get(kind);
  if (known) return known;
  const made = withEnvelope(structuralMessage(compileMessage(KUBERNETES, kind)), kind);
  schemas.set(kind, made);
  return made;
}

function readKinds(): readonly Definition[] {
  return KUBERNETES_KINDS.flatMap(([group, versions, kinds]) =>
    kinds.map((kind) => ({
      group,
      kind,
      versions,
      served: versions.map((version) => (group === '' ? version : `${group}/${version}`)),
      schema: () => schemaOf(kind),
    })),
  );
}

/** Definitions of Kubernetes' own kinds. */
export function kubernetesDefinitions(): readonly Definition[] {
  return [...readKinds(), ...workloads()];
}
