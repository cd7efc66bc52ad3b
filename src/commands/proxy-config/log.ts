import { checkLevels, levelPath, loggerNames, parseLevels } from '../../envoy/loggers.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asPeer } from './peer.ts';
import type { ViewCall } from './run.ts';
import { isHostPort, workloadProblem } from './source.ts';

/** What a proxy of Istio logs at when nobody asked for more. */
const DEFAULT_LEVEL = 'warning';

/** `meshctl proxy-config log`: shows the loggers of a proxy, or sets their levels. */
export async function runLog(call: ViewCall): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const specs = wantedLevels(call);
    const admin = adminOf(call);
    const address = parseAdminAddress(admin);
    const post = async (path: string): Promise<string> =>
      Buffer.from(await fetchAdmin(address, path, { signal: host.signal, method: 'POST' })).toString('utf8');
    // Asked first, so that nothing is set when one of several names is wrong.
    let answer = await post('logging');
    const changes = parseLevels(specs);
    checkLevels(changes, loggerNames(answer));
    for (const change of changes) answer = await post(levelPath(change));
    host.stdout.write(flags.compat === undefined ? answer : `${admin}:\n${answer}\n`);
    return EXIT.ok;
  });
}

/** The admin port that is named, with its flag or without. Throws when none is, or something else. */
function adminOf({ flags, positionals }: ViewCall): string {
  const [operand] = positionals;
  if (flags.admin !== undefined) return flags.admin;
  if (operand === undefined) throw missing();
  if (flags.compat === undefined && isHostPort(operand)) return operand;
  throw workloadProblem(operand);
}

function wantedLevels({ flags }: ViewCall): readonly string[] {
  if (flags.output !== undefined)
    throw refused('-o has no meaning here', '--output is not applicable for this command');
  if (flags.reset && flags.level !== undefined) {
    throw refused('--level sets levels and --reset takes them back', '--level cannot be combined with --reset');
  }
  return flags.reset ? [DEFAULT_LEVEL] : (flags.level ?? []);
}

function refused(message: string, peer: string): EnvoyError {
  return new EnvoyError('USAGE_LOG', message, { peer, exitCode: EXIT.usage });
}

function missing(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no proxy is named', {
    peer: 'log requires pod name or --selector',
    exitCode: EXIT.usage,
    hint: 'give --admin HOST:PORT',
  });
}
