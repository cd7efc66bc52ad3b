import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** A command to measure. */
export interface Contender {
  /** How the report calls it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Given to its standard input. */
  readonly stdin?: string | Uint8Array;
  /** What it says on standard error is not shown. */
  readonly quiet?: boolean;
}

/** What was measured of a command. */
export interface Measured {
  readonly name: string;
  /** Wall time from the start of the process to its end, milliseconds, in the order of the runs. */
  readonly times: readonly number[];
  /** Processor time of a run, user and system together, the mean of the same runs, milliseconds: other work on the machine hardly touches it. `undefined` where the system does not tell. */
  readonly cpuTime: number | undefined;
  /** Greatest resident set of the runs that looked at it, bytes; `undefined` where the system does not tell. */
  readonly peakBytes: number | undefined;
}

/** How much to measure. */
export interface CompareOptions {
  /** Timed runs of each command; an odd number has a run in the middle. */
  readonly runs: number;
  /** Runs before that, which fill the caches and do not count. */
  readonly warmUps: number;
}

/** Runs that look at memory: they ask the kernel all the time, so they are not the timed ones. */
const MEMORY_RUNS = 3;

/** What /proc counts processor time in, on every architecture. */
const MS_PER_TICK = 10;

/** The kernel's high-water mark only ever rises, so little is lost between the last look and the end. */
const MEMORY_INTERVAL_MS = 2;

/**
 * Runs the commands in turn (A B A B …), so that whatever else the machine does meets all of them, and measures each run in a
 * fresh process. Throws when a command cannot be started or fails: its time would mean nothing.
 */
export async function compare(contenders: readonly Contender[], options: CompareOptions): Promise<readonly Measured[]> {
  const times = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const cpu = new Map<Contender, number>();
  for (let run = -options.warmUps; run < options.runs; run++) {
    for (const contender of contenders) {
      const before = childrenCpu();
      const { elapsed } = await runOnce(contender, false);
      if (run < 0) continue;
      times.get(contender)?.push(elapsed);
      cpu.set(contender, (cpu.get(contender) ?? 0) + childrenCpu() - before);
    }
  }
  const measured: Measured[] = [];
  for (const contender of contenders) {
    const peaks: number[] = [];
    for (let run = 0; run < MEMORY_RUNS; run++) peaks.push((await runOnce(contender, true)).peak);
    const peak = Math.max(...peaks);
    const cpuTime = (cpu.get(contender) ?? 0) / options.runs;
    measured.push({
      name: contender.name,
      times: times.get(contender) ?? [],
      cpuTime: cpuTime > 0 ? cpuTime : undefined,
      peakBytes: peak > 0 ? peak : undefined,
    });
  }
  return measured;
}

async function runOnce(contender: Contender, watchMemory: boolean): Promise<{ elapsed: number; peak: number }> {
  const { name, command, args, env, stdin, quiet = false } = contender;
  const start = performance.now();
  const stderr = quiet ? 'ignore' : 'inherit';
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', stderr] });
  // A command that does not read its input closes the pipe; that is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  let peak = 0;
  const look = watchMemory
    ? setInterval(() => (peak = Math.max(peak, residentPeak(child.pid))), MEMORY_INTERVAL_MS)
    : undefined;
  try {
    const [status] = await once(child, 'close');
    const elapsed = performance.now() - start;
    if (status !== 0) throw new Error(`${name} ended with status ${status}`);
    return { elapsed, peak };
  } finally {
    clearInterval(look);
  }
}

/** The kernel's own record of the largest resident set so far; 0 where there is no /proc or the process has ended. */
function residentPeak(pid: number | undefined): number {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Processor time of all children that have ended, milliseconds; 0 where there is no /proc. A tick is coarse, but what one run loses to it the next one gets. */
function childrenCpu(): number {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    // Counted from the third field of proc(5), the first one after the name: cutime and cstime.
    const [user, system] = fields.split(' ').slice(13, 15);
    return (Number(user) + Number(system)) * MS_PER_TICK;
  } catch {
    return 0;
  }
}
