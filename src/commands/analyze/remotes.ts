import { analyzedKind, HOME_CLUSTER, RUNTIME_KINDS } from '../../analyze/kinds.ts';
import type { AnalyzedDocument } from '../../analyze/load.ts';
import { groupVersion } from '../../mesh/kinds.ts';
import { objectsIn } from '../../mesh/objects.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { AnalyzeFlags } from './flags.ts';
import { type Input, readFiles } from './input.ts';

/** Another cluster of the mesh, and the files that show it. */
interface Remote {
  readonly cluster: string;
  readonly path: string;
}

/** The clusters of `--remote-files`. Throws UsageError for what is not CLUSTER=PATH. */
function remotesOf({ remoteFiles = [] }: AnalyzeFlags): readonly Remote[] {
  return remoteFiles.map((text) => {
    const at = text.indexOf('=');
    const [cluster, path] = [text.slice(0, at), text.slice(at + 1)];
    if (at > 0 && path !== '' && cluster !== HOME_CLUSTER) return { cluster, path };
    throw new UsageError('USAGE_REMOTE_FILES', `--remote-files: "${text}" is not CLUSTER=PATH`, {
      hint: `such as --remote-files east=clusters/east/; the cluster is not called ${HOME_CLUSTER}, as the first one is`,
    });
  });
}

/** Whether all objects of a document are such as the control plane reads from other clusters. */
function isRuntime({ value }: Manifest): boolean {
  return [...objectsIn(value)].every(({ resource: { apiVersion, kind } }) => {
    const of = analyzedKind(groupVersion(apiVersion).group, kind);
    return of !== undefined && RUNTIME_KINDS.has(of);
  });
}

/**
 * The input with what other clusters of the mesh have: Services, Namespaces, Pods, Nodes and Secrets. Throws UsageError, and what
 * reading throws.
 */
export async function withRemotes(input: Input, flags: AnalyzeFlags, host: Host): Promise<Input> {
  const documents: AnalyzedDocument[] = [];
  const texts = new Map(input.texts);
  const all = { ...input, findings: [...input.findings], files: [...input.files] };
  for (const { cluster, path } of remotesOf(flags)) {
    const remote = await readFiles([path], flags, host);
    for (const { manifest } of remote.documents) if (isRuntime(manifest)) documents.push({ manifest, cluster });
    for (const [file, text] of remote.texts) texts.set(file, text);
    all.findings.push(...remote.findings);
    all.files.push(...remote.files);
    all.resources += remote.resources;
    all.absent ||= remote.absent;
  }
  // Of objects of one name those of the first cluster count, which are read last.
  const home = input.documents.map((document) => ({ cluster: HOME_CLUSTER, ...document }));
  return { ...all, documents: [...documents, ...home], texts };
}
