import type { Seen } from '../../analyze/facts/visible.ts';
import { findingsOf } from '../../analyze/findings.ts';
import type { AnalysisOptions, analyze } from '../../analyze/run.ts';
import { STDIN } from '../../io/inputs.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { isMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { readMeshConfig } from '../mesh/mesh-config.ts';
import { certificateDates } from './certificate-dates.ts';
import { chooseAnalyzers } from './choose.ts';
import type { AnalyzeFlags } from './flags.ts';
import { DEFAULT_NAMESPACE, type Input } from './input.ts';
import { type Wanting, wantedOf } from './wanted.ts';

/** Rules about one object that an analyzer knows better, since it sees the others. */
const OF_ANALYZERS: ReadonlySet<string> = new Set(['IST0118', 'IST0134']);

/** What every EnvoyFilter draws: people who have many know it. */
const NOTED_ONCE = 'MSH2600';

function onceNoted(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = findings.find(({ code }) => code === NOTED_ONCE);
  return findings
    .filter((finding) => finding.code !== NOTED_ONCE || finding === first)
    .map((finding) => (finding === first ? { ...finding, level: 'info' } : finding));
}

/** What a document is reported by that has no apiVersion or no kind. */
const NO_OBJECT = 'MSH2911';

/** Whether a document was hardly meant to be an object: values of a chart, or a list in JSON, as reports are. */
function isOther({ value, format, file }: Manifest): boolean {
  if (isMap(value)) return value['metadata'] === undefined && value['spec'] === undefined;
  return format === 'json' && file !== STDIN;
}

/** Folders hold files that were never meant for a cluster: that is no mistake in a manifest. */
function withoutOthers({ documents }: Input, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const others = new Set(
    documents.filter(({ manifest }) => isOther(manifest)).map(({ manifest }) => `${manifest.file}#${manifest.index}`),
  );
  return findings.map((finding) => {
    const { code, origin } = finding;
    const other = code === NO_OBJECT && others.has(`${origin.file ?? ''}#${origin.document ?? 0}`);
    return other ? { ...finding, level: 'info' } : finding;
  });
}

/** How findings are searched for. */
export interface SearchOptions {
  readonly flags: AnalyzeFlags;
  /** What analyzes: it may remember what it was asked before. */
  readonly analyze: typeof analyze;
  /** What was there before the change that is looked at. */
  readonly seenBefore?: Seen | undefined;
}

/** How an input is analyzed. Throws ConfigError for a bad mesh config. */
export async function analysisOptions(
  { live }: Input,
  { flags, analyzers, seenBefore }: Pick<SearchOptions, 'flags' | 'seenBefore'> & Pick<Wanting, 'analyzers'>,
  host: Host,
): Promise<AnalysisOptions> {
  const { namespace = DEFAULT_NAMESPACE, istioNamespace, complete = false } = flags;
  return {
    view: 'own',
    namespace,
    istioNamespace,
    meshConfig: await readMeshConfig(flags.meshConfigFile, host),
    clusterDomain: flags.clusterDomain,
    externalHosts: flags.externalHost,
    runtimeKinds: true,
    complete: live?.complete ?? complete,
    live: live !== undefined,
    seenBefore,
    now: host.now(),
    certificateDates,
    analyzers,
  };
}

/** Kinds, and versions of them, that the mesh does not serve, as validation tells it. */
const UNSERVED: ReadonlySet<string> = new Set(['MSH2909', 'MSH2910']);

/** The same, as analysis notes it when it reads. */
const UNKNOWN_KIND = 'MSH5001';

/** The object whose kind or apiVersion a finding is about. */
const objectKey = ({ origin, path = [] }: Diagnostic): string =>
  JSON.stringify([origin.file, origin.document, path.slice(0, -1)]);

/** Everything that is found: by rules about one object, when reading, and by analyzers. */
async function found(
  input: Input,
  options: SearchOptions & Pick<Wanting, 'analyzers'>,
  host: Host,
): Promise<readonly Diagnostic[]> {
  const { reported, notices } = options.analyze(input.documents, await analysisOptions(input, options, host));
  const across: readonly Diagnostic[] = findingsOf(reported);
  if (options.flags.analyzer) return across;
  const alone = withoutOthers(input, onceNoted(input.findings.filter(({ code }) => !OF_ANALYZERS.has(code))));
  const placed = new Set(alone.map(({ origin, range }) => `${origin.file ?? ''}:${range?.start.offset ?? ''}`));
  const unserved = new Set(alone.filter(({ code }) => UNSERVED.has(code)).map(objectKey));
  // What validation says of the same place it says better.
  const more = notices.filter(
    (notice) =>
      !placed.has(`${notice.origin.file ?? ''}:${notice.range?.start.offset ?? ''}`) &&
      !(notice.code === UNKNOWN_KIND && unserved.has(objectKey(notice))),
  );
  return [...alone, ...more, ...across];
}

/**
 * The findings that are asked for, with the levels the user gives them, without those that are suppressed. Throws UsageError for
 * bad flag values, ConfigError for a bad mesh config and for rules that are none.
 */
export async function search(input: Input, options: SearchOptions, host: Host): Promise<readonly Diagnostic[]> {
  const { flags } = options;
  const { unseen = new Set() } = input.live ?? {};
  const chosen = await chooseAnalyzers(flags, host);
  const analyzers = chosen.filter(({ inputs }) => !inputs.some((kind) => unseen.has(kind)));
  return wantedOf(await found(input, { ...options, analyzers }, host), { input, flags, analyzers }, host);
}
