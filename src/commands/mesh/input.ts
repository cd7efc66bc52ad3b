/** Files in, a mesh out. */

import type { MeshFlags } from '../../cli/mesh-options.ts';
import { loadResources } from '../../mesh/load.ts';
import { buildMesh, type MeshModel } from '../../mesh/model.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { DocumentMemory } from '../../yaml/document-memory.ts';
import { readManifests } from '../../yaml/parse.ts';
import { emptyFinding, isBlank, sourcesOf } from '../validate/sources.ts';
import { readMeshConfig } from './mesh-config.ts';
import { workloadOf } from './workload.ts';

/** What the files of a run say. */
export interface MeshReading {
  readonly mesh: MeshModel;
  readonly node: ProxyNode;
  /** The documents there are. */
  readonly manifests: readonly Manifest[];
  /** Of reading and decoding. */
  readonly diagnostics: readonly Diagnostic[];
  /** The files that were read, as they were named or found. */
  readonly files: readonly string[];
  /** Whether a file that was named does not exist, or nothing that was named has any text in it. */
  readonly absent: boolean;
}

/**
 * Reads what the flags name; with a memory, documents that are as they were when it was last used are not parsed again. Findings
 * do not stop it; throws UsageError when no file is named, ConfigError for a mesh configuration that cannot be read, and what
 * reading files throws.
 */
export async function readMesh(flags: MeshFlags, host: Host, memory?: DocumentMemory): Promise<MeshReading> {
  const specs = flags.filename ?? [];
  if (specs.length === 0) {
    throw new UsageError('USAGE_FILENAME', 'no manifests are named', { hint: 'name files or folders with -f' });
  }
  const diagnostics: Diagnostic[] = [];
  const manifests: Manifest[] = [];
  const files: string[] = [];
  let [missing, blank] = [false, true];
  memory?.begin();
  for await (const source of sourcesOf(specs, host)) {
    const { name, text, problem, absent = false } = source;
    blank &&= isBlank(source);
    files.push(name);
    missing ||= absent;
    if (problem) diagnostics.push(problem);
    for (const reading of text === undefined ? [] : readManifests(text, name, memory?.read)) {
      diagnostics.push(...reading.diagnostics);
      if (reading.manifest) manifests.push(reading.manifest);
    }
  }
  if (blank) diagnostics.push(...files.map(emptyFinding));
  const { namespace, lenient = false } = flags;
  const loaded = loadResources(manifests, { namespace, lenient });
  const mesh = buildMesh({ resources: loaded.resources, meshConfig: await readMeshConfig(flags.meshConfigFile, host) });
  return {
    mesh,
    node: workloadOf(flags, loaded.resources),
    manifests,
    diagnostics: [...diagnostics, ...loaded.diagnostics],
    files,
    absent: missing || blank,
  };
}
