/** Tar archives that are written. */
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** An archive that is being put together. */
export interface Packing {
  /** Adds a file; the name has slashes. */
  readonly add: (name: string, content: string | Uint8Array) => Promise<void>;
  /** The bytes of the whole archive; nothing can be added any more. */
  readonly finish: () => Promise<Uint8Array>;
}

/** How an archive is written. */
export interface PackOptions {
  /** Whether it is compressed by gzip. */
  readonly packed: boolean;
  /** The time that stands at every file. */
  readonly modified: Date;
}

/** What is packed may say more of a cluster than others on this machine should know. */
const OWNER_ONLY = 0o600;

/** Begins an archive. It is kept in memory, packed as it comes where it is packed. */
export function packFiles({ packed, modified }: PackOptions): Packing {
  const archive = pack();
  const out = archive.pipe(packed ? createGzip() : new PassThrough());
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = finished(out);
  return {
    add: (name, content) =>
      new Promise((resolve, reject) => {
        const header = { name, mtime: modified, mode: OWNER_ONLY };
        archive.entry(header, Buffer.from(content), (error) => (error ? reject(error) : resolve()));
      }),
    async finish() {
      archive.finalize();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
