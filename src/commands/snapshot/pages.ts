/** The admin pages of a proxy that are saved. */
import { ConfigDump } from '../../envoy/dump.ts';
import { redactDump } from '../../envoy/redact-dump.ts';
import { MeshctlError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

/** A proxy that is saved, and the way to its pages. */
export interface SnapshotTarget {
  /** As messages call it. */
  readonly name: string;
  /** The folder of its own, below that of the snapshot; with slashes. */
  readonly folder: string;
  /** Whether the others are saved when it does not answer. */
  readonly optional: boolean;
  /** What it answers to a request for a page. */
  readonly ask: (path: string) => Promise<Uint8Array>;
}

/** A page as it is saved. */
export interface SavedPage {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/** An admin page and the file it is saved as; the commands that take a folder look for these names. */
interface Page {
  readonly path: string;
  readonly file: string;
}

/** The page without which a snapshot says nothing. */
const CONFIG_DUMP: Page = { path: 'config_dump?include_eds', file: 'config_dump.json' };

/** Further pages; a proxy that does not have one is still worth saving. */
const PAGES: readonly Page[] = [
  { path: 'clusters?format=json', file: 'clusters.json' },
  { path: 'listeners?format=json', file: 'listeners.json' },
  { path: 'stats?format=json&usedonly', file: 'stats.json' },
  { path: 'certs', file: 'certs.json' },
  { path: 'server_info', file: 'server_info.json' },
  { path: 'memory', file: 'memory.json' },
  { path: 'runtime', file: 'runtime.json' },
  { path: 'ready', file: 'ready.txt' },
];

/**
 * The pages of a proxy, private keys blanked. Pages it does not have are told on standard error. Throws what asking for its
 * config dump throws, and for an answer that is none.
 */
export async function fetchPages({ name, ask }: SnapshotTarget, host: Host): Promise<readonly SavedPage[]> {
  const dump = await ask(CONFIG_DUMP.path);
  // A page of something in between would be found out only when it is read, maybe long after.
  ConfigDump.parse(dump, name).checked();
  const saved: SavedPage[] = [{ file: CONFIG_DUMP.file, content: redactDump(dump) }];
  for (const { path, file } of PAGES) {
    try {
      saved.push({ file, content: await ask(path) });
    } catch (error) {
      if (!(error instanceof MeshctlError)) throw error;
      host.stderr.write(`${name}: without ${file}: ${error.message}\n`);
    }
  }
  return saved;
}
