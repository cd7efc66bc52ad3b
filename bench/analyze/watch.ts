/** How long after a file was written its findings are there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is measured. */
export interface WatchBench {
  /** A folder with a mesh. */
  readonly world: string;
  readonly node: string;
  readonly bin: string;
  /** How often a file is changed. */
  readonly changes: number;
}

/** A file whose routes name a subset. */
const FILE = join('team-1', 'app-3.yaml');

/** Longer than the pause after which a change counts as over. */
const PAUSE_MS = 150;

/** Writes a file again and again under `analyze --watch`, and tells the time until the change is told. */
export async function measureWatch({ world, node, bin, changes }: WatchBench): Promise<string> {
  const file = join(world, FILE);
  const text = readFileSync(file, 'utf8');
  const child = spawn(node, [bin, 'analyze', '--watch', '-o', 'json', world], { stdio: ['ignore', 'pipe', 'inherit'] });
  const times: number[] = [];
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    for (let change = 0; change < changes; change++) {
      await sleep(PAUSE_MS);
      const start = performance.now();
      writeFileSync(file, change % 2 === 0 ? text.replace('subset: v1', 'subset: v2') : text);
      await lines.next();
      times.push(performance.now() - start);
    }
  } finally {
    writeFileSync(file, text);
    child.kill('SIGINT');
    if (child.exitCode === null) await once(child, 'exit');
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0);
  return `a file written under --watch: told after ${at(0.5)} ms (median of ${changes}; fastest ${at(0)}, slowest ${at(1)})\n`;
}
