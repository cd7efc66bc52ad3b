/** The pod of a manifest, for `--from-pod`. */

import { findPodTemplate, podPlace } from '../../inject/kinds.ts';
import { readInput } from '../../io/inputs.ts';
import type { PodSource } from '../../iptables/profiles/profile.ts';
import type { Path } from '../../model/diagnostic.ts';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, asString, getIn, isMap, type JsonMap, stringMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { decodeText } from '../../yaml/decode.ts';
import { parseManifests } from '../../yaml/parse.ts';

/** Where a pod stands in a document. */
interface PodAt {
  readonly manifest: Manifest;
  /** How the user knows it: `Deployment shop/web`. */
  readonly name: string;
  readonly metadata: readonly Path[];
  readonly spec: Path;
}

function podOf(manifest: Manifest, object: JsonMap, above: Path): PodAt | undefined {
  const kind = asString(object['kind']) ?? '';
  const options = { compat: false, extra: [], legacy: true };
  const known = podPlace(asString(object['apiVersion']) ?? '', kind, options);
  const template = known ? undefined : findPodTemplate(object);
  if (!known && !template) return undefined;
  const { metadata, spec } = known ?? {
    metadata: [[...(template ?? []), 'metadata']],
    spec: [...(template ?? []), 'spec'],
  };
  const { namespace, name = '' } = stringMap(object['metadata']);
  return {
    manifest,
    name: `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    metadata: metadata.map((path) => [...above, ...path]),
    spec: [...above, ...spec],
  };
}

/** The pods of a document; those of a List one by one. */
function podsIn(manifest: Manifest, value: unknown, above: Path = []): readonly PodAt[] {
  if (!isMap(value)) return [];
  if (value['kind'] === 'List') {
    return asList(value['items']).flatMap((item, index) => podsIn(manifest, item, [...above, 'items', index]));
  }
  const pod = podOf(manifest, value, above);
  return pod ? [pod] : [];
}

function sourceOf({ manifest, metadata, spec }: PodAt, file: string): PodSource {
  const annotations = new Map<string, { readonly text: string; readonly path: Path }>();
  for (const path of metadata) {
    const own = [...path, 'annotations'];
    for (const [name, text] of Object.entries(stringMap(getIn(manifest.value, own)))) {
      annotations.set(name, { text, path: [...own, name] });
    }
  }
  return {
    file,
    annotations: new Map(
      [...annotations].map(([name, { text, path }]) => [
        name,
        { text, source: { kind: 'annotation', name, file, range: manifest.locate(path) } },
      ]),
    ),
    spec: asMap(getIn(manifest.value, spec)),
    locate: (path) => manifest.locate([...spec, ...path]),
  };
}

/**
 * The one pod of a file, whichever kind of workload it is in. Throws InputError when the file is no YAML or JSON, holds no pod
 * or holds several, and what reading the file throws.
 */
export async function readPod(file: string, host: Host): Promise<PodSource> {
  const decoded = decodeText(await readInput(file, host), file);
  if ('diagnostic' in decoded) throw new InputError('INPUT_ENCODING', `${file}: ${decoded.diagnostic.message}`);
  const { manifests, diagnostics } = parseManifests(decoded.text, file);
  const broken = diagnostics.find(({ level }) => level === 'error');
  if (broken) {
    const { line, col } = broken.range?.start ?? { line: 1, col: 1 };
    throw new InputError('INPUT_SYNTAX', `${file}:${line}:${col}: ${broken.message}`);
  }
  const pods = manifests.flatMap((manifest) => podsIn(manifest, manifest.value));
  const [pod, ...others] = pods;
  if (!pod) throw new InputError('INPUT_POD', `${file} holds neither a pod nor a workload with a pod template`);
  if (others.length > 0) {
    const names = pods.map(({ name }) => name).join(', ');
    throw new InputError('INPUT_POD', `${file} holds several pods: ${names}`, {
      hint: 'give a file with the one whose rules are wanted',
    });
  }
  return sourceOf(pod, file);
}
