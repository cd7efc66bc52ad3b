/** Files that change while they are in use. */
import type { Host } from '../../model/host.ts';
import { deepEqual } from '../../model/json.ts';
import { Metrics } from '../../proxy/telemetry/metrics.ts';
import { plainScope, type SeriesName, seriesOf } from '../../proxy/telemetry/series.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { type Compiled, compileFiles, tellFindings } from './compile.ts';
import type { Engine } from './engine.ts';
import type { RunFlags } from './flags.ts';
import { Watcher } from './watch.ts';

/** What runs now. */
export class Current {
  compiled: Compiled;
  since: Date;

  constructor(compiled: Compiled, since: Date) {
    this.compiled = compiled;
    this.since = since;
  }
}

export interface ReloadOptions {
  readonly flags: RunFlags;
  readonly host: Host;
  readonly engine: Engine;
  readonly current: Current;
}

type Outcome = 'accepted' | 'rejected' | 'unchanged';
const OUTCOMES: readonly Outcome[] = ['accepted', 'rejected', 'unchanged'];

function outcomeSeries(result: Outcome): SeriesName {
  const stat = seriesOf(plainScope('meshctl'), `config_reload_total.${result}`).stat;
  return { stat, family: 'meshctl_config_reload_total', labels: `result="${result}"` };
}

/** What of a snapshot decides what the proxy does. */
function plain({ extensions, ...rest }: Snapshot) {
  return { ...rest, sources: [], diagnostics: [], extensions: [...extensions] };
}

/** Reads the files again and hands on what they say; what cannot run changes nothing. */
export class Reloader {
  readonly metrics = new Metrics();
  readonly #options: ReloadOptions;
  readonly #cells: Readonly<Record<Outcome, number>>;
  readonly #watcher: Watcher;
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
    this.#watcher = new Watcher(options.host, () => void this.reload());
  }

  /** Follows changes of the files from now on. Returns what ends that. */
  watch(): () => void {
    this.#watch(this.#options.current.compiled);
    return () => this.#watcher.stop();
  }

  #watch({ files }: Compiled): void {
    const { filename = [], meshConfig } = this.#options.flags;
    this.#watcher.watch([...filename, ...files, ...(meshConfig === undefined ? [] : [meshConfig])]);
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
    const { flags, host, engine, current } = this.#options;
    try {
      const compiled = await compileFiles(flags, host);
      if (flags.watch) this.#watch(compiled);
      if (compiled.refused) return this.#reject(compiled);
      this.#rejected = '';
      if (deepEqual(plain(compiled.snapshot), plain(current.compiled.snapshot))) return 'unchanged';
      tellFindings(compiled.findings, host, flags.color);
      await engine.apply(compiled.snapshot);
      current.compiled = compiled;
      current.since = host.now();
      const { listeners, clusters } = compiled.snapshot;
      host.stderr.write(`reloaded: ${listeners.length} listeners, ${clusters.length} clusters\n`);
      return 'accepted';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      host.stderr.write(`error: ${why}; what ran before goes on\n`);
      return 'rejected';
    }
  }

  /** Says once what is wrong with the files. */
  #reject({ findings }: Compiled): Outcome {
    const { flags, host } = this.#options;
    const said = findings.map(({ code, message, origin }) => `${code} ${origin.file} ${message}`).join('\n');
    if (said === this.#rejected) return 'unchanged';
    this.#rejected = said;
    tellFindings(findings, host, flags.color);
    host.stderr.write('the files cannot be used as they are; what ran before goes on\n');
    return 'rejected';
  }
}
