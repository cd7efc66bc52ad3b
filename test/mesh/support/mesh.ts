/** Meshes from YAML in tests. */
import { type Loaded, loadResources } from '../../../src/mesh/load.ts';
import { buildMesh, type MeshModel } from '../../../src/mesh/model.ts';
import type { ProxyNode } from '../../../src/mesh/proxy-node.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import { readManifests } from '../../../src/yaml/parse.ts';

/** What a file of this text gives. */
export function load(text: string, lenient = false): Loaded {
  const manifests = [...readManifests(text, 'mesh.yaml')].flatMap(({ manifest }) => manifest ?? []);
  return loadResources(manifests, { namespace: 'default', lenient });
}

/** The mesh of a file of this text; throws when something in it cannot be read. */
export function meshOf(text: string, meshConfig: JsonMap = {}): MeshModel {
  const { resources, diagnostics } = load(text);
  const wrong = diagnostics.find(({ level }) => level === 'error');
  if (wrong) throw new Error(wrong.message);
  return buildMesh({ resources, meshConfig });
}

export const SIDECAR: ProxyNode = { kind: 'sidecar', name: 'web', namespace: 'default', labels: { app: 'web' } };
export const GATEWAY: ProxyNode = {
  kind: 'gateway',
  name: 'gw',
  namespace: 'default',
  labels: { istio: 'ingressgateway' },
};
