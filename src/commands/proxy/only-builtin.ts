/** What one engine does and the other does not. */
import type { Command } from 'commander';
import { findingAt } from '../../mesh/finding.ts';
import type { MeshResources } from '../../mesh/resources.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { RunFlags } from './flags.ts';

/** Flags, as commander names them, that Envoy has nothing for. */
const FLAGS: readonly (keyof RunFlags)[] = [
  'lb',
  'ewmaPenalty',
  'propagateDeadline',
  'trustInternal',
  'retryBuffer',
  'minBodyRate',
  'http10',
  'lenientLf',
  'limiterMetrics',
];

const OWN_ANNOTATION = 'meshctl.io/';

/** Throws UsageError for the first flag on the command line that Envoy would not do. */
export function refuseBuiltinFlags(self: Command): void {
  const given = FLAGS.find((name) => self.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const flag = self.options.find((option) => option.attributeName() === given)?.long ?? given;
  throw new UsageError('USAGE_ENGINE', `${flag} is for the built-in engine: Envoy has nothing of that kind`, {
    hint: 'leave it out, or run without --engine envoy',
  });
}

/** Findings for what resources ask of the built-in proxy alone. */
export function ignoredByEnvoy({ destinationRules, smartLimiters }: MeshResources): readonly Diagnostic[] {
  const annotations = destinationRules.flatMap((resource) =>
    Object.keys(resource.annotations)
      .filter((name) => name.startsWith(OWN_ANNOTATION))
      .map((name) => {
        const message = `Envoy does not know the annotation ${name}`;
        return findingAt(resource, 'MSH5004', { message, path: ['metadata', 'annotations', name] });
      }),
  );
  const limiters = smartLimiters.map((resource) =>
    findingAt(resource, 'MSH5004', { message: 'Envoy does not run SmartLimiters', path: ['spec'] }),
  );
  return [...annotations, ...limiters];
}
