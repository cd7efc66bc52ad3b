/** Which PeerAuthentication counts for a pod. */
import { RESOURCES } from '../../kube/resources.ts';
import { isEmptySelector, matchesSelector } from '../../mesh/selectors.ts';
import { asMap, asString, getIn, isMap, type JsonMap } from '../../model/json.ts';
import { identity, labelsOf, type Scene } from './subject.ts';

const UNSET = 'UNSET';

/** What holds where nothing says otherwise. */
const DEFAULT_MODE = 'PERMISSIVE';

/** The modes that hold for a pod, and the objects they come from: of the mesh, of the namespace, of the workload. */
export async function peerAuthenticationLines(scene: Scene, pod: JsonMap, root: string): Promise<readonly string[]> {
  const { namespace } = identity(pod);
  const list = (from: string): Promise<readonly JsonMap[]> =>
    scene.reader.list(RESOURCES.peerAuthentications, { namespace: from });
  const isGeneral = (item: JsonMap): boolean => isEmptySelector(selectorOf(item));
  const own = await list(namespace);
  const ofMesh = (await list(root)).filter(isGeneral);
  const ofNamespace = own.filter(isGeneral);
  const ofWorkload = own.filter((item) => !isGeneral(item) && matchesSelector(selectorOf(item), labelsOf(pod)));
  // The reference counts those of the root namespace twice for pods of it.
  const repeated = namespace === root && !scene.peer ? [] : ofNamespace;
  const applied = [...ofMesh, ...repeated, ...ofWorkload];
  const modes = applied.map((item) => asString(getIn(item, ['spec', 'mtls', 'mode'])) ?? UNSET);
  const mode = modes.filter((item) => item !== UNSET).at(-1) ?? DEFAULT_MODE;
  return [
    'Effective PeerAuthentication:',
    `   Workload mTLS mode: ${mode}`,
    ...portLines(ofWorkload),
    ...(applied.length === 0
      ? []
      : [
          'Applied PeerAuthentication:',
          `   ${applied
            .map(identity)
            .map(({ name, namespace: of }) => `${name}.${of}`)
            .join(', ')}`,
        ]),
  ];
}

function selectorOf(item: JsonMap): JsonMap {
  return asMap(asMap(item['spec'])['selector']);
}

function portLines(items: readonly JsonMap[]): readonly string[] {
  const ports = items.flatMap((item) => Object.entries(asMap(getIn(item, ['spec', 'portLevelMtls']))));
  const lines = ports.map(
    ([port, value]) => `      ${port}: ${String(isMap(value) ? (value['mode'] ?? UNSET) : UNSET)}`,
  );
  return lines.length === 0 ? [] : ['   Port Level mTLS mode:', ...lines];
}
