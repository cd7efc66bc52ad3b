import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder of its own for the running test, holding these files (path → content); removed when the test is over. */
export function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshctl-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  fill(folder, Object.entries(files));
  return folder;
}

/** As {@link tempFolder}, for all tests of a file or suite: call it there or in a hook; removed when they are over. */
export function sharedFolder(files: Iterable<readonly [path: string, content: string | Uint8Array]> = []): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshctl-test-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  fill(folder, files);
  return folder;
}

function fill(folder: string, files: Iterable<readonly [path: string, content: string | Uint8Array]>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
