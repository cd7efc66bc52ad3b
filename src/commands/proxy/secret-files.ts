/** The files that secrets of a snapshot are kept in. */
import { readFile } from 'node:fs/promises';
import type { DataSource } from '../../xds/resources/common.ts';
import type { Snapshot } from '../../xds/snapshot.ts';

/** Their names, each once. */
export function secretFiles({ secrets }: Pick<Snapshot, 'secrets'>): readonly string[] {
  const sources: readonly (DataSource | undefined)[] = secrets.flatMap(
    ({ tls_certificate: own, validation_context: trust }) => [
      own?.certificate_chain,
      own?.private_key,
      trust?.trusted_ca,
      trust?.crl,
    ],
  );
  return [...new Set(sources.flatMap((source) => source?.filename ?? []))];
}

/** What they hold now, empty for one that cannot be read: whether to use that is for whoever runs the snapshot to decide. */
export async function secretTexts(files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
}
