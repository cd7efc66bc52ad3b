import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { table } from '../src/output/table.ts';
import { mutated } from '../test/fuzz/mutate.ts';
import { seeded } from '../test/fuzz/random.ts';
import { CASES, fuzzTargets, type Target } from '../test/fuzz/targets.ts';
import type { FuzzAnswer, FuzzInput } from './fuzz/reader.ts';

const USAGE = `Gives every reader of foreign input what is nearly right, and looks for what it does neither read nor refuse.

  npm run test:fuzz -- [--seconds N] [--target NAME] [--seed N]

  --seconds N     how long, shared by all targets (300)
  --target NAME   one target only (repeatable); --list names them
  --seed N        where chance begins; the seed of a run is printed (the clock)
  --list          names the targets and ends

What it finds is kept in fixtures/fuzz/cases/TARGET/, where the tests read it from then on. It ends with status 1 for any find.
`;

/** Nothing small takes so long, on a machine with other work as well. */
const READ_TIMEOUT_MS = 30_000;

/** Inputs of one target before it is the next one's turn. */
const INPUTS_A_TURN = 20;

const FINGERPRINT_DIGITS = 12;

/** How it went for one target. */
interface Tally {
  inputs: number;
  slowestMs: number;
  readonly found: Map<string, string>;
}

/** A process that reads, and is started anew when it had to be ended. */
class Reader {
  #child: ChildProcess | undefined;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is wrong with how an input was read; `undefined` when nothing is. */
  async read(input: FuzzInput): Promise<string | undefined> {
    const child = this.#started();
    const patience = new AbortController();
    child.send(input);
    const answer = await Promise.race([
      once(child, 'message', { signal: patience.signal }).then(([message]) => message as FuzzAnswer),
      once(child, 'exit', { signal: patience.signal }).then(() => ({ defect: 'the process ended' })),
      delay(READ_TIMEOUT_MS, { defect: `nothing came within ${READ_TIMEOUT_MS} ms` }, { signal: patience.signal }),
    ]).finally(() => patience.abort());
    if (answer.defect !== undefined) this.end();
    return answer.defect;
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #started(): ChildProcess {
    this.#child ??= fork(join(import.meta.dirname, 'fuzz', 'reader.ts'), [this.#folder], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      serialization: 'advanced',
    });
    return this.#child;
  }
}

/** Two finds are the same when the same place in the sources is told. */
const placeOf = (defect: string): string =>
  /\(?(?:file:\/\/)?\/\S*\/src\/\S+?:\d+/.exec(defect)?.[0] ?? defect.slice(0, 200);

function keep(target: Target, bytes: Buffer): string {
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, FINGERPRINT_DIGITS);
  mkdirSync(join(CASES, target.name), { recursive: true });
  const file = join(CASES, target.name, name);
  writeFileSync(file, bytes);
  return file;
}

async function turn(
  target: Target,
  tally: Tally,
  at: { readonly reader: Reader; readonly seed: number },
): Promise<void> {
  for (let left = INPUTS_A_TURN; left > 0; left--) {
    const bytes = mutated(target.samples, seeded(at.seed + tally.inputs));
    const begin = performance.now();
    const defect = await at.reader.read({ target: target.name, bytes });
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - begin);
    tally.inputs += 1;
    if (defect === undefined || tally.found.has(placeOf(defect))) continue;
    tally.found.set(placeOf(defect), defect);
    process.stdout.write(`\n${target.name}: ${keep(target, bytes)}\n${defect}\n`);
  }
}

async function fuzz(targets: readonly Target[], { seconds, seed }: { seconds: number; seed: number }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-fuzz-'));
  const reader = new Reader(folder);
  const tallies = targets.map(() => ({ inputs: 0, slowestMs: 0, found: new Map<string, string>() }));
  const end = performance.now() + seconds * 1000;
  try {
    while (performance.now() < end) {
      for (const [index, target] of targets.entries()) {
        const tally = tallies[index];
        if (tally && performance.now() < end) await turn(target, tally, { reader, seed });
      }
    }
  } finally {
    reader.end();
    rmSync(folder, { recursive: true, force: true });
  }
  const rows = targets.map(({ name }, index) => {
    const { inputs = 0, slowestMs = 0, found } = tallies[index] ?? {};
    return [name, String(inputs), slowestMs.toFixed(0), String(found?.size ?? 0)];
  });
  process.stdout.write(`seed ${seed}\n${table(['TARGET', 'INPUTS', 'SLOWEST ms', 'FOUND'], rows)}`);
  return tallies.reduce((sum, { found }) => sum + found.size, 0);
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const wanted = fuzzTargets().filter(({ name }) => values.target.length === 0 || values.target.includes(name));
if (values.help) process.stdout.write(USAGE);
else if (values.list) process.stdout.write(`${wanted.map(({ name }) => name).join('\n')}\n`);
else if (await fuzz(wanted, { seconds: Number(values.seconds), seed: Number(values.seed) })) process.exitCode = 1;
