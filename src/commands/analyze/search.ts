import { withoutCommented } from '../../analyze/comments.ts';
import { findingsOf } from '../../analyze/findings.ts';
import { analyze } from '../../analyze/run.ts';
import { parseSuppression, type Suppression } from '../../analyze/suppress.ts';
import { wantedFindings } from '../../analyze/wanted.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { isMap } from '../../model/json.ts';
import { chooseAnalyzers } from './choose.ts';
import { type AnalyzeFlags, levelsOf } from './flags.ts';
import { DEFAULT_NAMESPACE, type Input } from './input.ts';
import { readMeshConfig } from './mesh-config.ts';

/** Rules about one object that an analyzer knows better, since it sees the others. */
const OF_ANALYZERS: ReadonlySet<string> = new Set(['IST0118', 'IST0134']);

/** The suppressions of the command line. Throws UsageError for what is not CODE=RESOURCE. */
export function suppressionsOf({ suppress = [] }: AnalyzeFlags): readonly Suppression[] {
  return suppress.map((text) => {
    const suppression = parseSuppression(text);
    if (suppression) return suppression;
    throw new UsageError('USAGE_SUPPRESS', `--suppress: "${text}" is not CODE=RESOURCE`, {
      hint: "such as --suppress 'IST0101=VirtualService shop/*'",
    });
  });
}

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

/** Folders hold YAML that was never meant for a cluster, such as the values of a chart: that is no mistake in a manifest. */
function withoutOthers({ documents }: Input, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const others = new Set(
    documents
      .filter(
        ({ manifest: { value } }) => isMap(value) && value['metadata'] === undefined && value['spec'] === undefined,
      )
      .map(({ manifest }) => `${manifest.file}#${manifest.index}`),
  );
  return findings.map((finding) => {
    const { code, origin } = finding;
    const isOther = code === NO_OBJECT && others.has(`${origin.file ?? ''}#${origin.document ?? 0}`);
    return isOther ? { ...finding, level: 'info' } : finding;
  });
}

/** Everything that is found: by rules about one object, when reading, and by analyzers. */
async function found(input: Input, flags: AnalyzeFlags, host: Host): Promise<readonly Diagnostic[]> {
  const { namespace, istioNamespace, complete = false, allNamespaces = false } = flags;
  const defaultNamespace = namespace ?? DEFAULT_NAMESPACE;
  const { reported, notices } = analyze(input.documents, {
    view: 'own',
    namespace: defaultNamespace,
    istioNamespace,
    meshConfig: await readMeshConfig(flags.meshConfigFile, host),
    runtimeKinds: true,
    complete,
    now: host.now(),
    analyzers: chooseAnalyzers(flags.analyzer ?? []),
  });
  const scope = { namespace: allNamespaces ? undefined : namespace, suppressions: suppressionsOf(flags) };
  const across: readonly Diagnostic[] = findingsOf(reported, scope);
  if (flags.analyzer) return across;
  const alone = withoutOthers(input, onceNoted(input.findings.filter(({ code }) => !OF_ANALYZERS.has(code))));
  const placed = new Set(alone.map(({ origin, range }) => `${origin.file ?? ''}:${range?.start.offset ?? ''}`));
  // What validation says of the same place it says better.
  const more = notices.filter(({ origin, range }) => !placed.has(`${origin.file ?? ''}:${range?.start.offset ?? ''}`));
  return [...wantedFindings([...alone, ...more], input.documents, { ...scope, defaultNamespace }), ...across];
}

/**
 * The findings of the input with the levels the user gives them, without those a comment takes out. Throws UsageError for bad
 * flag values, ConfigError for a bad mesh config.
 */
export async function search(input: Input, flags: AnalyzeFlags, host: Host): Promise<readonly Diagnostic[]> {
  const { shown, unused } = withoutCommented(await found(input, flags, host), input.texts);
  const levels = levelsOf(flags);
  // Another choice of analyzers finds less, so that comments for the others look unused.
  return [...shown, ...(flags.analyzer ? [] : unused)].flatMap((finding) => {
    const level = levels.get(finding.code) ?? finding.level;
    return level === 'off' ? [] : [{ ...finding, level }];
  });
}
