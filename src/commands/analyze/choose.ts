import type { Analyzer } from '../../analyze/analyzer.ts';
import { AMBIENT_READINESS, ANALYZERS, ON_DEMAND } from '../../analyze/analyzers/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { meant } from '../../model/suggest.ts';
import type { AnalyzeFlags } from './flags.ts';

const OWN = [...ANALYZERS, ...ON_DEMAND].filter(({ view }) => view !== 'reference');

/**
 * The analyzers of a run, with the user's own rules: those named, by meshctl's names or the reference's; all when none is named.
 * Throws UsageError for one nobody has, ConfigError for rules that are none.
 */
export async function chooseAnalyzers(
  { analyzer: names = [], rules = [], ambient = false }: Pick<AnalyzeFlags, 'analyzer' | 'rules' | 'ambient'>,
  host: Host,
): Promise<readonly Analyzer[]> {
  const own = rules.length === 0 ? [] : await (await import('./rules.ts')).readRules(rules, host);
  const reaching = (all: readonly Analyzer[]): readonly Analyzer[] =>
    ambient ? all.map((each) => AMBIENT_READINESS.find(({ name }) => name === each.name) ?? each) : all;
  if (names.length === 0) return [...reaching(ANALYZERS), ...own];
  const known = [...reaching(OWN), ...own];
  return names.map((name) => {
    const found = known.find((analyzer) => analyzer.name === name || analyzer.reference === name);
    if (found) return found;
    const intended = meant(
      name,
      known.flatMap((analyzer) => [analyzer.name, analyzer.reference ?? analyzer.name]),
    );
    throw new UsageError('USAGE_ANALYZER', `there is no analyzer "${name}"`, {
      hint: intended === undefined ? '--list-analyzers lists them' : `did you mean ${intended}?`,
    });
  });
}

/** Prints name, codes and description of every analyzer, and of the user's own rules. */
export async function listAnalyzers({ rules = [] }: Pick<AnalyzeFlags, 'rules'>, host: Host): Promise<void> {
  const own = await chooseAnalyzers({ rules }, host);
  const listed = new Map<string, Analyzer>([...OWN, ...own].map((analyzer) => [analyzer.name, analyzer]));
  for (const { name, codes, description, view } of listed.values()) {
    if (view === 'reference') continue;
    host.stdout.write(`* ${name} (${codes.join(', ')}):\n    ${description}\n`);
  }
}

/** Which analyzers ran, and how many findings each has, for `-v`. */
export function analyzersText(analyzers: readonly Analyzer[], findings: readonly Diagnostic[]): string {
  const counts = new Map<unknown, number>();
  for (const finding of findings) {
    const by = 'analyzer' in finding ? finding.analyzer : undefined;
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  const ran = analyzers.filter(({ view }) => view !== 'reference');
  return `ran ${ran.length} analyzers:\n${ran.map(({ name }) => `  ${name}: ${counts.get(name) ?? 0}\n`).join('')}`;
}
