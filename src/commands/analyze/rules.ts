import type { Analyzer } from '../../analyze/analyzer.ts';
import type { Rule } from '../../analyze/rules/rule.ts';
import { ConfigError } from '../../model/errors.ts';
import { filePart } from '../../model/file-part.ts';
import type { Host } from '../../model/host.ts';
import type { Manifest } from '../../model/manifest.ts';
import { readManifests } from '../../yaml/parse.ts';
import { sourcesOf } from '../validate/sources.ts';

/** The documents of files and folders. Throws ConfigError with file and line for what cannot be read. */
async function documentsOf(specs: readonly string[], host: Host): Promise<readonly Manifest[]> {
  const documents: Manifest[] = [];
  for await (const { name, text, problem } of sourcesOf(specs, host)) {
    if (problem) throw new ConfigError('CONFIG_RULES', `--rules: ${problem.message}`);
    for (const { manifest, diagnostics } of readManifests(text ?? '', name)) {
      const error = diagnostics.find(({ level }) => level === 'error');
      const place = error?.range ? `${name}:${error.range.start.line}:${error.range.start.col}` : name;
      if (error) throw new ConfigError('CONFIG_RULES', `${place}: ${error.message}`);
      if (manifest) documents.push(manifest);
    }
  }
  return documents;
}

/**
 * The user's own rules in files and folders and in the configuration file, as analyzers. Throws ConfigError with file and line for files that cannot be read
 * and rules that are none.
 */
export async function readRules(specs: readonly string[], host: Host): Promise<readonly Analyzer[]> {
  if (specs.length === 0) return [];
  const [{ rulesAt, rulesIn }, { ruleAnalyzers }] = await Promise.all([
    import('../../analyze/rules/read.ts'),
    import('../../analyze/rules/analyzers.ts'),
  ]);
  const parts = specs.map(filePart);
  const whole = parts.filter(({ keys }) => keys.length === 0).map(({ file }) => file);
  const rules: Rule[] = (await documentsOf(whole, host)).flatMap(rulesIn);
  for (const { file, keys } of parts.filter(({ keys }) => keys.length > 0))
    for (const manifest of await documentsOf([file], host)) rules.push(...rulesAt(manifest, keys));
  return ruleAnalyzers(rules);
}
