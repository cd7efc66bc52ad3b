/** Files that change while they are in use. */
import type { Host } from '../../model/host.ts';
import { Metrics } from '../../proxy/telemetry/metrics.ts';
import { plainScope, type SeriesName, seriesOf } from '../../proxy/telemetry/series.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import type { Compilation } from './compile-thread.ts';
import type { Compiler } from './compiler.ts';
import type { RunFlags } from './flags.ts';
import { inTurns } from './in-turns.ts';
import { type Packed, type PackedSnapshot, unpack } from './pack.ts';
import { Renewal } from './renewal.ts';
import { tellFindings } from './tell.ts';
import { Watcher } from './watch.ts';

/** What runs now. */
export class Current {
  snapshot: Snapshot;
  compilation: Omit<Compilation, 'packed'>;
  since: Date;

  constructor(snapshot: Snapshot, compilation: Compilation, since: Date) {
    this.snapshot = snapshot;
    this.compilation = withoutTexts(compilation);
    this.since = since;
  }

  /** Something else runs from now on. */
  becomes(snapshot: Snapshot, compilation: Compilation, since: Date): void {
    this.snapshot = snapshot;
    this.compilation = withoutTexts(compilation);
    this.since = since;
  }
}

/** The texts of a snapshot are as large as the snapshot, and nobody needs them any more. */
function withoutTexts({ packed: _packed, ...rest }: Compilation): Omit<Compilation, 'packed'> {
  return rest;
}

/** What a reload reads, compares and hands on to. */
export interface ReloadOptions {
  readonly flags: RunFlags;
  readonly host: Host;
  readonly current: Current;
  readonly compiler: Compiler;
  /** Runs another snapshot. Throws what is wrong with it, and where it stands in the files; then the one before goes on. */
  readonly apply: (mesh: PackedSnapshot) => Promise<void>;
}

type Outcome = 'accepted' | 'rejected' | 'unchanged';
const OUTCOMES: readonly Outcome[] = ['accepted', 'rejected', 'unchanged'];

function outcomeSeries(result: Outcome): SeriesName {
  const stat = seriesOf(plainScope('meshctl'), `config_reload_total.${result}`).stat;
  return { stat, family: 'meshctl_config_reload_total', labels: `result="${result}"` };
}

/** Reads the files again and hands on what they say; what cannot run changes nothing. */
export class Reloader {
  readonly metrics = new Metrics();
  readonly #options: ReloadOptions;
  readonly #cells: Readonly<Record<Outcome, number>>;
  readonly #watcher: Watcher;
  readonly #renewal: Renewal;
  #running: Promise<void> | undefined;
  #again = false;
  /** What was wrong with the files when they were last read; empty when nothing was. */
  #rejected = '';

  constructor(options: ReloadOptions) {
    this.#options = options;
    const [accepted = 0, rejected = 0, unchanged = 0] = OUTCOMES.map((each) =>
      this.metrics.counter(outcomeSeries(each)),
    );
    this.#cells = { accepted, rejected, unchanged };
    const { host, compiler, current } = options;
    this.#renewal = new Renewal(
      () => void this.reload(),
      () => host.now().getTime(),
    );
    this.#renewal.follow(current.compilation.identity?.renewAt);
    this.#watcher = new Watcher(host, { begun: () => compiler.warm(), over: () => void this.reload() });
  }

  /** Follows changes of the files from now on. Returns what ends that. */
  watch(): () => void {
    this.#watch(this.#options.current.compilation);
    return () => this.#watcher.stop();
  }

  #watch({ files }: Pick<Compilation, 'files'>): void {
    const { filename = [], meshConfigFile } = this.#options.flags;
    this.#watcher.watch([...filename, ...files, ...(meshConfigFile === undefined ? [] : [meshConfigFile])]);
  }

  /** Reads the files now; one reading at a time, and another one after it when it was asked for meanwhile. */
  async reload(): Promise<void> {
    this.#again = true;
    if (this.#running !== undefined) return this.#running;
    this.#running = this.#readWhileAsked().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #readWhileAsked(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const outcome = await this.#readOnce();
      this.metrics.add(this.#cells[outcome]);
    }
  }

  async #readOnce(): Promise<Outcome> {
    const { flags, host, compiler, current } = this.#options;
    const start = performance.now();
    try {
      const compilation = await compiler.compile(current.compilation.digest);
      if (flags.watch) this.#watch(compilation);
      if (!compilation.refused) this.#renewal.follow(compilation.identity?.renewAt);
      if (compilation.refused) return this.#reject(compilation);
      const { packed } = compilation;
      if (packed === undefined) return this.#stays();
      this.#rejected = '';
      tellFindings(compilation.findings, host, flags.color);
      const { listeners, clusters } = await this.#apply(packed, compilation);
      const took = Math.round(performance.now() - start);
      host.stderr.write(`reloaded: ${listeners.length} listeners, ${clusters.length} clusters in ${took} ms\n`);
      return 'accepted';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      host.stderr.write(`error: ${why}; what ran before goes on\n`);
      return 'rejected';
    } finally {
      compiler.rest();
    }
  }

  async #apply(packed: Packed, compilation: Compilation): Promise<Snapshot> {
    const { host, current, apply } = this.#options;
    const snapshot = await inTurns(unpack(packed));
    await apply({ snapshot, packed });
    current.becomes(snapshot, compilation, host.now());
    return snapshot;
  }

  /** Whoever was told that files are wrong is told that they no longer are. */
  #stays(): Outcome {
    if (this.#rejected !== '') this.#options.host.stderr.write('the files are again those that run\n');
    this.#rejected = '';
    return 'unchanged';
  }

  /** Says once what is wrong with the files. */
  #reject({ findings }: Compilation): Outcome {
    const { flags, host } = this.#options;
    const said = findings.map(({ code, message, origin }) => `${code} ${origin.file} ${message}`).join('\n');
    if (said === this.#rejected) return 'unchanged';
    this.#rejected = said;
    tellFindings(findings, host, flags.color);
    host.stderr.write('the files cannot be used as they are; what ran before goes on\n');
    return 'rejected';
  }
}
