import type { AnalyzedKind } from '../../analyze/kinds.ts';
import { LIVE_KINDS, type LiveKind, liveDocument, liveFinding } from '../../analyze/live.ts';
import { type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import { isForbidden, isNotFound } from '../../kube/problems.ts';
import { groupVersion } from '../../mesh/kinds.ts';
import { objectsIn } from '../../mesh/objects.ts';
import type { Host } from '../../model/host.ts';
import type { JsonMap } from '../../model/json.ts';
import { findingsIn } from '../../validate/findings.ts';
import { withEnvoy } from '../validate/envoy.ts';
import type { AnalyzeFlags } from './flags.ts';
import { type Input, type LiveView, validationOf } from './input.ts';

/** Lists that are under way at once: API servers limit what one client asks. */
const AT_ONCE = 6;

/** The objects of a kind, or why there are none: `forbidden`. A kind that is not served has no objects. */
async function objectsOf(
  client: KubeClient,
  { versions, ...kind }: LiveKind,
  namespace?: string,
): Promise<readonly JsonMap[] | 'forbidden'> {
  const options = namespace === undefined ? {} : { namespace };
  for (const version of versions) {
    try {
      return await listObjects(client, { ...kind, version, names: [] }, options);
    } catch (error) {
      if (isForbidden(error)) return 'forbidden';
      if (!isNotFound(error)) throw error;
    }
  }
  return [];
}

/** What was read of a kind. */
interface Listed {
  readonly of: AnalyzedKind;
  readonly objects: readonly JsonMap[];
  readonly seen: 'all' | 'some' | 'none';
}

/** Who may read one namespace only is shown that one. */
async function list(client: KubeClient, kind: LiveKind, { namespace }: AnalyzeFlags): Promise<Listed> {
  const all = await objectsOf(client, kind);
  if (all !== 'forbidden') return { of: kind.of, objects: all, seen: 'all' };
  const some = kind.namespaced && namespace !== undefined ? await objectsOf(client, kind, namespace) : 'forbidden';
  return some === 'forbidden'
    ? { of: kind.of, objects: [], seen: 'none' }
    : { of: kind.of, objects: some, seen: 'some' };
}

async function listAll(client: KubeClient, flags: AnalyzeFlags): Promise<readonly Listed[]> {
  const waiting = LIVE_KINDS.entries();
  const out: Listed[] = [];
  const work = async (): Promise<void> => {
    for (const [index, kind] of waiting) out[index] = await list(client, kind, flags);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return out;
}

/** What is known of a cluster besides its objects; tells what may not be read. */
function viewOf(listed: readonly Listed[], host: Host): LiveView {
  const kinds = (seen: Listed['seen']): readonly AnalyzedKind[] =>
    listed.flatMap((each) => (each.seen === seen ? each.of : []));
  const [unseen, some] = [kinds('none'), kinds('some')];
  if (unseen.length > 0)
    host.stderr.write(`warning: no permission to list ${unseen.join(', ')}: what needs them is left out\n`);
  return { unseen: new Set(unseen), complete: unseen.length + some.length === 0 };
}

/**
 * Reads what analysis looks at from a cluster; objects of the files take the place of those of the same name. Throws what asking
 * the cluster throws, but for kinds that may not be read.
 */
export async function readCluster(files: Input, flags: AnalyzeFlags, host: Host): Promise<Input> {
  // The namespace of analyze narrows what is shown; it is none of the connection's.
  const { namespace: _, ...connection } = flags;
  return withCluster(connection, host, async (client) => {
    const { context } = client;
    host.stderr.write(`analyzing the cluster of the context "${context}"\n`);
    const listed = await listAll(client, flags);
    const validation = await withEnvoy({ ...validationOf(flags), layers: new Set(['rules']) }, namesOf(listed));
    const replaced = new Set(files.documents.flatMap(({ manifest }) => keysOf(manifest.value, validation.namespace)));
    const documents = listed
      .flatMap(({ objects }) => objects)
      .filter((object) => !keysOf(object, validation.namespace).some((key) => replaced.has(key)))
      .map((object) => liveDocument(object, context));
    const findings = documents
      .flatMap(({ manifest }) => findingsIn(manifest, validation).findings)
      .map((finding) => liveFinding(finding, context));
    return {
      ...files,
      documents: [...documents, ...files.documents],
      findings: [...findings, ...files.findings],
      resources: documents.length + files.resources,
      live: viewOf(listed, host),
    };
  });
}

/** What tells objects apart, whatever version they are written in. */
function keysOf(value: unknown, fallback: string): readonly string[] {
  return [...objectsIn(value)].map(({ resource: { apiVersion, kind, namespace = fallback, name } }) =>
    [groupVersion(apiVersion).group, kind, namespace, name].join('/'),
  );
}

/** The kinds there are, for whoever looks for their names. */
const namesOf = (listed: readonly Listed[]): string =>
  listed.flatMap(({ of, objects }) => (objects.length > 0 ? of : [])).join(' ');
