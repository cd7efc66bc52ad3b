import type { Context } from '../../analyze/context.ts';
import type { Seen } from '../../analyze/facts/visible.ts';
import type { analyze } from '../../analyze/run.ts';
import { IncrementalAnalysis } from '../../analyze/watch/incremental.ts';
import { type Check, Workspace } from '../../analyze/watch/workspace.ts';
import { fileSignature } from '../../io/signature.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { filePart } from '../../model/file-part.ts';
import type { Host } from '../../model/host.ts';
import { asClause, atLevel, checkReading } from '../validate/collect.ts';
import { withEnvoy } from '../validate/envoy.ts';
import { namedIn, readSource, type ValidateSource } from '../validate/sources.ts';
import { withTemplateAdvice } from '../validate/templates.ts';
import type { AnalyzeFlags } from './flags.ts';
import { type Input, validationOf } from './input.ts';
import { search } from './search.ts';

/** A run that is asked again and again about files that change a little in between. */
export class Session {
  readonly #specs: readonly string[];
  readonly #flags: AnalyzeFlags;
  readonly #seen: Seen | undefined;
  readonly #host: Host;
  readonly #workspace = new Workspace();
  readonly #analysis = new IncrementalAnalysis();
  readonly #signatures = new Map<string, string>();
  readonly #absent = new Set<string>();
  /** Learns the Envoy API with the first file that has a use for it. */
  #validation: ReturnType<typeof validationOf>;

  /** `seen` is what was there before the change that is looked at. */
  constructor(specs: readonly string[], { flags, seen }: { flags: AnalyzeFlags; seen?: Seen | undefined }, host: Host) {
    this.#specs = specs;
    this.#flags = flags;
    this.#seen = seen;
    this.#host = host;
    this.#validation = validationOf(flags);
  }

  /** The files besides the manifests that decide what is found. */
  get settings(): readonly string[] {
    const { meshConfigFile, rules = [] } = this.#flags;
    return [...(meshConfigFile === undefined ? [] : [meshConfigFile]), ...rules.map((name) => filePart(name).file)];
  }

  /** Reads the files that are new or were written since the last time. Returns whether anything is different. */
  async refresh(): Promise<boolean> {
    const before = new Map(this.#signatures);
    this.#signatures.clear();
    let different = false;
    for await (const named of namedIn(this.#specs, this.#host, this.#flags.exclude)) {
      const [name, signature] =
        typeof named === 'string'
          ? [named, fileSignature(named, this.#host)]
          : [named.name, named.problem?.message ?? ''];
      this.#signatures.set(name, signature);
      if (before.get(name) !== signature) {
        different = true;
        await this.#take(typeof named === 'string' ? await readSource(named, this.#host) : named);
      }
      before.delete(name);
    }
    this.#workspace.arrange([...this.#signatures.keys()]);
    return different || before.size > 0;
  }

  /** What could be asked of the objects that were analyzed last; `undefined` before the first time. */
  get context(): Context | undefined {
    return this.#analysis.context;
  }

  /** What the files would hold if one of them had another text. */
  async set(name: string, text: string): Promise<void> {
    this.#validation = await withEnvoy(this.#validation, text);
    this.#workspace.set(name, text, this.#checkIn(text));
  }

  /** Everything there is now. */
  input(): Input {
    const { files, findings, ...rest } = this.#workspace.contents();
    return {
      ...rest,
      files: [...files],
      findings: [...findings],
      excerpts: new Map(),
      unchecked: new Map(),
      absent: files.some((name) => this.#absent.has(name)),
    };
  }

  /** The findings of everything there is now, as `search` has them. */
  findings(input: Input = this.input()): Promise<readonly Diagnostic[]> {
    const analyzing = this.#analysis.analyze satisfies typeof analyze;
    return search(input, { flags: this.#flags, analyze: analyzing, seenBefore: this.#seen }, this.#host);
  }

  #checkIn(text: string): Check {
    return (reading) => {
      const { findings, ...rest } = checkReading(reading, this.#validation);
      return { ...rest, findings: findings.map((finding) => atLevel(withTemplateAdvice(finding, text), false)) };
    };
  }

  async #take({ name, text, problem, absent = false }: ValidateSource): Promise<void> {
    if (text !== undefined) await this.set(name, text);
    else if (problem) this.#workspace.fail(name, asClause(problem));
    if (absent) this.#absent.add(name);
    else this.#absent.delete(name);
  }
}
