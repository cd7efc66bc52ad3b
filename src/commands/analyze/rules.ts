import type { Analyzer } from '../../analyze/analyzer.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { readManifests } from '../../yaml/parse.ts';
import { sourcesOf } from '../validate/sources.ts';

/**
 * The user's own rules in files and folders, as analyzers. Throws ConfigError with file and line for files that cannot be read
 * and rules that are none.
 */
export async function readRules(specs: readonly string[], host: Host): Promise<readonly Analyzer[]> {
  if (specs.length === 0) return [];
  const [{ rulesIn }, { ruleAnalyzers }] = await Promise.all([
    import('../../analyze/rules/read.ts'),
    import('../../analyze/rules/analyzers.ts'),
  ]);
  const rules = [];
  for await (const { name, text, problem } of sourcesOf(specs, host)) {
    if (problem) throw new ConfigError('CONFIG_RULES', `--rules: ${problem.message}`);
    for (const { manifest, diagnostics } of readManifests(text ?? '', name)) {
      const error = diagnostics.find(({ level }) => level === 'error');
      const place = error?.range ? `${name}:${error.range.start.line}:${error.range.start.col}` : name;
      if (error) throw new ConfigError('CONFIG_RULES', `${place}: ${error.message}`);
      if (manifest) rules.push(...rulesIn(manifest));
    }
  }
  return ruleAnalyzers(rules);
}
