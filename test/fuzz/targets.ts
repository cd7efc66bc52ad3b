/** Everything that reads foreign input, with samples of it, and what counts as a defect. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';
import { EXIT } from '../../src/model/exit.ts';
import { testHost } from '../support/host.ts';
import { shopRecording } from '../support/live-shop.ts';
import { ROOT } from '../support/paths.ts';
import { FUZZED, type FuzzedCommand, INPUT } from './commands.ts';
import { READERS } from './readers.ts';

/** Something that reads foreign input. */
export interface Target {
  readonly name: string;
  readonly samples: readonly Buffer[];
  /** Reads bytes. Throws when it does anything but read or refuse them; `folder` is one of its own. */
  readonly read: (bytes: Buffer, folder: string) => Promise<void>;
}

const FIXTURES = join(ROOT, 'fixtures');

/** Larger samples than this would take the time of many small ones. */
const MAX_SAMPLE_BYTES = 100_000;

/** Looks of a recording: enough for rates. */
const TICKS = 2;

/** Samples that are made and not written by hand. */
const MADE: Readonly<Record<string, () => readonly Buffer[]>> = {
  'tui-replay': () => [Buffer.from(shopRecording(TICKS))],
};

function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

/** What nobody wants to read in an answer. */
const BLUNDER = /\[object [A-Z][a-z]+\]|\bNaN%|: undefined\b/;

async function readByCommand({ argv, name }: FuzzedCommand, bytes: Buffer, folder: string): Promise<void> {
  const file = join(folder, 'input');
  writeFileSync(file, bytes, { mode: 0o600 });
  const host = testHost({
    cwd: folder,
    stdin: 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: b}]}\n',
  });
  const status = await run(
    argv.map((word) => (word === INPUT ? 'input' : word)),
    host,
  );
  if (status === EXIT.bug) throw new Error(`${name}: ${host.complained()}`);
  // What the input itself says may come back.
  const told = host.written() + host.complained();
  if (BLUNDER.test(told) && !BLUNDER.test(bytes.toString())) throw new Error(`${name}: ${BLUNDER.exec(told)?.[0]}`);
}

function samplesOf(name: string, paths: readonly string[]): readonly Buffer[] {
  const files = paths.flatMap((path) => filesIn(join(FIXTURES, path))).map((path) => readFileSync(path));
  return [...(MADE[name]?.() ?? []), ...files.filter((bytes) => bytes.length <= MAX_SAMPLE_BYTES)];
}

/** All targets, in the order in which they are run. */
export function fuzzTargets(): readonly Target[] {
  const commands = FUZZED.map((command) => ({
    name: command.name,
    samples: samplesOf(command.name, command.samples),
    read: (bytes: Buffer, folder: string) => readByCommand(command, bytes, folder),
  }));
  const readers = READERS.map(({ name, samples, read }) => ({
    name,
    samples: samplesOf(name, samples),
    read: async (bytes: Buffer) => read(bytes),
  }));
  return [...commands, ...readers];
}

/** Where inputs are kept that were defects once: fixtures/fuzz/cases/TARGET/NAME. */
export const CASES = join(FIXTURES, 'fuzz', 'cases');
