import { CommanderError } from 'commander';
import { MeshctlError, UsageError } from '../model/errors.ts';
import { EXIT, type ExitStatus } from '../model/exit.ts';
import type { Host } from '../model/host.ts';
import type { ColorChoice } from '../output/color.ts';
import { BUILD } from './build-info.ts';

/**
 * The one place where an error becomes a status. Prints `meshctl: <message>` and `hint: …` on standard error; for anything
 * that is not the user's or the world's doing, the stack and a request to report it.
 */
export async function reportError(error: unknown, host: Host, color: ColorChoice | undefined): Promise<ExitStatus> {
  // commander ends a run that printed help or the version with an error whose status is 0.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  // Whatever an interrupted run still throws is the interrupt's doing.
  if (host.signal.aborted) return EXIT.interrupted;
  const known = error instanceof CommanderError ? usageOf(error) : error;
  const { painter } = await import('../output/color.ts');
  const paint = painter({ choice: color, env: host.env, stream: host.stderr });
  if (known instanceof MeshctlError) {
    host.stderr.write(`${paint.red.bold('meshctl:')} ${known.message}\n`);
    if (known.hint !== undefined) host.stderr.write(`${paint.cyan('hint:')} ${known.hint}\n`);
    return known.exitCode;
  }
  host.stderr.write(`${paint.red.bold('meshctl:')} this is a defect of meshctl, not of your input\n`);
  host.stderr.write(`${known instanceof Error ? stackOf(known) : String(known)}\n`);
  host.stderr.write(
    `${paint.cyan('hint:')} please report it with the lines above, the command line and this: ${buildLine(host)}\n`,
  );
  return EXIT.bug;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

function buildLine({ runtime }: Host): string {
  return `meshctl ${BUILD.version} (${BUILD.commit ?? 'no commit'}), Node ${runtime.node}, ${runtime.platform}-${runtime.arch}`;
}

/** commander's messages in the words of the others. */
const WORDING: readonly (readonly [RegExp, string])[] = [
  [/^option "(.*)" argument "(.*)" is invalid$/, 'the flag $1 cannot be "$2"'],
  [/^command-argument value "(.*)" is invalid for argument "(.*)"$/, 'the argument $2 cannot be "$1"'],
  [/^missing required argument "(.*)"$/, 'the argument $1 is missing'],
  [/^too many arguments for "(.*)"\. Expected (\d+) arguments? but got (\d+)$/, '"$1" takes $2 arguments, not $3'],
];

const MISSING = /^missing required argument/;

/** commander's message without its `error: ` in front; the values a flag takes are advice, not part of what is wrong. */
function usageOf(error: CommanderError): UsageError {
  const [message = '', choices] = error.message.replace(/^error: /, '').split(/\. Allowed choices are |\.$/);
  const advice = choices
    ? `it is one of ${choices}`
    : MISSING.test(message)
      ? 'with --help the command tells what it takes, with examples'
      : undefined;
  const hint = advice === undefined ? {} : { hint: advice };
  const plain = message.replaceAll("'", '"');
  const [pattern, words] = WORDING.find(([known]) => known.test(plain)) ?? [/^/, ''];
  return new UsageError('USAGE_FLAG', plain.replace(pattern, words), { ...hint, cause: error });
}
