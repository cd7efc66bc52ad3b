import { objectsIn } from '../../mesh/objects.ts';
import { ConfigError, NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { Evaluate } from '../../validate/cel/check.ts';
import type { Definition } from '../../validate/definitions.ts';
import { readManifests } from '../../yaml/parse.ts';
import { sourcesOf } from './sources.ts';

/** Definitions the user gave, and what evaluates their rules. */
export interface GivenDefinitions {
  readonly given: readonly Definition[];
  readonly evaluate: Evaluate;
}

const NONE: GivenDefinitions = { given: [], evaluate: () => [] };

/**
 * The CustomResourceDefinitions in files and folders; other objects there are passed over. Throws NoInputError for a file
 * that is not there, ConfigError for one that cannot be read and for a definition that cannot be used.
 */
export async function readDefinitions(specs: readonly string[], host: Host): Promise<GivenDefinitions> {
  if (specs.length === 0) return NONE;
  const [{ definitionOf }, { celEvaluator }] = await Promise.all([
    import('../../validate/crds/read.ts'),
    import('../../validate/crds/evaluate.ts'),
  ]);
  const given: Definition[] = [];
  for await (const { name, text, problem, absent } of sourcesOf(specs, host)) {
    if (problem && absent) throw new NoInputError('NO_INPUT_CRDS', `--crds: ${problem.message}`);
    if (problem) throw new ConfigError('CONFIG_CRDS', `--crds: ${problem.message}`);
    for (const { manifest, diagnostics } of readManifests(text ?? '', name)) {
      const error = diagnostics.find(({ level }) => level === 'error');
      const line = error?.range ? `:${error.range.start.line}` : '';
      if (error) throw new ConfigError('CONFIG_CRDS', `--crds: ${name}${line}: ${error.message}`);
      for (const { value } of objectsIn(manifest?.value)) {
        if (value['kind'] === 'CustomResourceDefinition') given.push(read(() => definitionOf(value), name));
      }
    }
  }
  if (given.length === 0)
    throw new ConfigError('CONFIG_CRDS', `--crds: no CustomResourceDefinition in ${specs.join(', ')}`);
  return { given, evaluate: celEvaluator() };
}

function read(make: () => Definition, file: string): Definition {
  try {
    return make();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError('CONFIG_CRDS', `--crds: ${file}: ${reason}`, { cause });
  }
}
