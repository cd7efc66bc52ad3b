import type { ChalkInstance } from 'chalk';
import { FolderWatch } from '../../io/folder-watch.ts';
import { STDIN } from '../../io/inputs.ts';
import { isUrl } from '../../io/spec.ts';
import { foldersToWatch } from '../../io/watched.ts';
import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import { MeshctlError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { type FindingChanges, findingChanges } from '../../model/finding-changes.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { excerptOf } from '../../output/excerpt.ts';
import { changeDocument, changeLines } from '../../output/finding-changes.ts';
import { findingsText } from '../../output/findings.ts';
import { isFailing } from '../validate/status.ts';
import { summaryText } from '../validate/summary.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import type { Input } from './input.ts';
import { beyondKnown, readEarlier } from './known.ts';
import { Session } from './session.ts';

/** What a terminal understands as: to the upper left, and away with what is there. What was scrolled out stays. */
const CLEAR = '\u001B[H\u001B[2J';

/** Throws UsageError for what cannot be watched, and for what makes no sense while watching. */
function checkWatchable(specs: readonly string[], flags: AnalyzeFlags): void {
  const spec = specs.find((each) => each === STDIN || isUrl(each));
  if (spec !== undefined) {
    throw new UsageError('USAGE_WATCH', `--watch: "${spec}" cannot be watched`, {
      hint: 'name files, folders or globs',
    });
  }
  const format = formatOf(flags);
  if (format !== 'text' && format !== 'json') {
    throw new UsageError('USAGE_WATCH', `--watch: there is no format "${format}" for changes`, {
      hint: 'it is text, or json for one document a change',
    });
  }
}

/** Waits for changes, one after the other; what happens while nobody waits is one change. */
class Changes {
  #pending = false;
  #wake: (() => void) | undefined;

  notice(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /** Resolves with the next change. Throws the reason when the run is interrupted. */
  async next(signal: AbortSignal): Promise<void> {
    const interrupted = (): void => this.#wake?.();
    signal.addEventListener('abort', interrupted, { once: true });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#pending || signal.aborted) resolve();
    });
    signal.removeEventListener('abort', interrupted);
    this.#pending = false;
    signal.throwIfAborted();
  }
}

/** Shows what is found, and then what changes. */
class Display {
  readonly #host: Host;
  readonly #flags: AnalyzeFlags;
  readonly #paint: ChalkInstance;
  readonly #lowest: Level;
  #before: readonly Diagnostic[] | undefined;

  constructor(flags: AnalyzeFlags, host: Host) {
    this.#host = host;
    this.#flags = flags;
    this.#paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    this.#lowest = thresholdOf('--output-threshold', flags.outputThreshold);
  }

  /** Shows what is different; nothing when `isNew` says that no file is and the findings are the same. */
  show(findings: readonly Diagnostic[], input: Input, isNew: boolean): void {
    const shown = findings.filter((finding) => isFailing(finding, this.#lowest));
    const changes = findingChanges(this.#before ?? [], shown);
    const isFirst = this.#before === undefined;
    this.#before = shown;
    if (formatOf(this.#flags) === 'json') {
      const scope = { files: input.files.length, resources: input.resources };
      const isNews = isFirst || changes.came.length > 0 || changes.went.length > 0;
      if (isNews) this.#host.stdout.write(changeDocument(changes, { findings: shown, scope }));
    } else if (isNew || changes.came.length + changes.went.length > 0) this.#showText(changes, input, isFirst);
  }

  #showText(changes: FindingChanges, input: Input, isFirst: boolean): void {
    const { stdout, stderr, env } = this.#host;
    const isScreen = stdout.isTTY === true && env['TERM'] !== 'dumb';
    const { files, resources } = input;
    const summary = summaryText({ findings: this.#before ?? [], files, resources, unchecked: new Map() });
    const whole = (findings: readonly Diagnostic[]): string =>
      findingsText(findings, this.#paint, excerptsOf(findings, input));
    if (isScreen) {
      const time = this.#paint.dim(`${this.#host.now().toLocaleTimeString('en-GB')}, watching; Ctrl-C ends`);
      const went = changeLines({ came: [], went: changes.went }, this.#paint);
      stdout.write(`${CLEAR}${went}${whole(changes.came)}${summary}${time}\n`);
      return;
    }
    if (!isFirst && changes.came.length + changes.went.length === 0) return;
    stdout.write(isFirst ? whole(changes.came) : changeLines(changes, this.#paint));
    stderr.write(summary);
  }
}

function excerptsOf(findings: readonly Diagnostic[], { texts }: Input) {
  return new Map(
    findings.flatMap((finding) => {
      const text = texts.get(finding.origin.file ?? '');
      return finding.range && text !== undefined ? [[finding, excerptOf(text, finding.range)] as const] : [];
    }),
  );
}

/** Watches, and tells when something may have changed; `folders` of the system that cannot be watched are told of. */
function watchFor(changes: Changes, host: Host): FolderWatch {
  const watch = new FolderWatch({
    changed: () => changes.notice(),
    refused: (folder) =>
      host.stderr.write(
        `warning: changes in "${folder}" cannot be noticed; raise the system's limit of watched files\n`,
      ),
  });
  host.onInterrupt(() => {
    watch.stop();
    // The terminal has shown ^C; the prompt begins a line of its own.
    if (host.stdout.isTTY) host.stdout.write('\n');
  });
  return watch;
}

/** What is wrong outside of the manifests, such as in the mesh config, may be right again with the next change. */
async function orComplain(act: () => Promise<void>, host: Host): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof MeshctlError)) throw error;
    host.stderr.write(`meshctl: ${error.message}\n`);
  }
}

/**
 * Analyzes, and again whenever files change, until it is interrupted. Throws UsageError for what cannot be watched, and what
 * analyzing throws the first time.
 */
export async function watchFiles(specs: readonly string[], flags: AnalyzeFlags, host: Host): Promise<ExitStatus> {
  checkWatchable(specs, flags);
  const { known, seen } = await readEarlier({ flags, paths: specs }, host);
  const session = new Session(specs, { flags, seen }, host);
  const display = new Display(flags, host);
  const changes = new Changes();
  const watch = watchFor(changes, host);
  const watched = [...specs, ...session.settings];
  const look = async (): Promise<void> => {
    // What is written into a folder before it is watched would go unnoticed.
    let isNew = await session.refresh();
    while (watch.watch(foldersToWatch(watched, host))) isNew = (await session.refresh()) || isNew;
    const input = session.input();
    display.show(beyondKnown(await session.findings(input), known).fresh, input, isNew);
  };
  try {
    await look();
    while (!host.signal.aborted) {
      await changes.next(host.signal);
      await orComplain(look, host);
    }
    return EXIT.interrupted;
  } finally {
    watch.stop();
  }
}
