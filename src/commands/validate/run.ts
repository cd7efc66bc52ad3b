import { BUILD } from '../../cli/build-info.ts';
import type { Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { findingsOutput } from '../../output/finding-formats.ts';
import { definitions } from '../../validate/definitions.ts';
import type { Validation } from '../../validate/validate.ts';
import { type Collected, collectAll } from './collect.ts';
import { readDefinitions } from './crds.ts';
import { layersOf, listed, thresholdOf, type ValidateFlags } from './flags.ts';
import { statusOf } from './status.ts';
import { summaryText } from './summary.ts';

/** Where istioctl thinks objects without a namespace. */
const DEFAULT_NAMESPACE = 'default';

/** The whole of `meshctl validate`. Throws UsageError for positional arguments, a missing `-f` and bad flag values. */
export async function runValidate(
  flags: ValidateFlags,
  positionals: readonly string[],
  host: Host,
): Promise<ExitStatus> {
  const [extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError('USAGE_ARGUMENT', `validate takes no argument: "${extra}"`, {
      hint: `name files with -f: -f ${extra}`,
    });
  }
  const specs = listed(flags.filename);
  const threshold = thresholdOf(flags);
  const validation = await validationOf(flags, host);
  if (flags.compat !== undefined) {
    const { runCompat } = await import('./compat.ts');
    // istioctl takes no notice of -n here.
    const reference = { ...validation, namespace: DEFAULT_NAMESPACE };
    return runCompat(specs, { validation: reference, strict: flags.strict ?? false, exclude: flags.exclude }, host);
  }
  if (specs.length === 0) {
    throw new UsageError('USAGE_FILENAME', 'no manifests are named', {
      hint: '-f takes a file, a folder, a glob, an https URL, or - for standard input',
    });
  }
  const collected = await collectAll(
    specs,
    { validation, strict: flags.strict ?? false, exclude: flags.exclude },
    host,
  );
  await print(collected, { flags, threshold }, host);
  return statusOf(collected, threshold);
}

async function validationOf(flags: ValidateFlags, host: Host): Promise<Validation> {
  const { given, evaluate } = await readDefinitions(listed(flags.crds), host);
  return {
    layers: layersOf(flags),
    definitions: definitions(given),
    evaluate,
    namespace: flags.namespace,
    istioNamespace: flags.istioNamespace,
  };
}

async function print(
  collected: Collected,
  { flags, threshold }: { readonly flags: ValidateFlags; readonly threshold: Level },
  host: Host,
): Promise<void> {
  const { findings, excerpts, files, resources } = collected;
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const scope = { files: files.length, resources };
  const report = { findings, excerpts, files, threshold, paint, scope, version: BUILD.version };
  host.stdout.write(await findingsOutput(flags.output, report));
  if (flags.output === 'text') host.stderr.write(summaryText(collected));
}
