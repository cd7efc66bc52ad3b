/** Tar archives that are filled file by file. */
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** How an archive is made. */
export interface PackingOptions {
  /** With gzip. */
  readonly zipped: boolean;
  /** When its files are said to have changed. */
  readonly modified: Date;
}

/** An archive that is being made. */
export interface Packing {
  readonly add: (name: string, content: string | Uint8Array) => Promise<void>;
  /** The bytes of the archive, in pieces. */
  readonly finish: () => Promise<readonly Uint8Array[]>;
}

/** Files only their owner may read: what proxies are configured with is nobody else's. */
const MODE = 0o600;

/** Starts an archive; what is added is packed at once, so that of thousands of proxies only the packed bytes are kept. */
export function startPacking({ zipped, modified }: PackingOptions): Packing {
  const archive = pack();
  const chunks = collected(zipped ? archive.pipe(createGzip()) : archive);
  return {
    async add(name, content) {
      const bytes = Buffer.from(content);
      await new Promise<void>((resolve, reject) => {
        archive.entry({ name, mtime: modified, mode: MODE }, bytes, (error) => (error ? reject(error) : resolve()));
      });
    },
    finish() {
      archive.finalize();
      return chunks;
    },
  };
}

async function collected(stream: AsyncIterable<unknown>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  // The border of streams: without an encoding chunks are buffers.
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return chunks;
}
