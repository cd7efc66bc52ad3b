import { checkLevels, levelPath, loggerNames, parseLevels } from '../../envoy/loggers.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { hasCluster } from '../../kube/locate.ts';
import type { PodName } from '../../kube/workload.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { injectedLogLevel } from '../kube/injector.ts';
import { choosePod, podPage, podText } from '../kube/pod-page.ts';
import { selectedPods } from '../kube/selected-pods.ts';
import { asPeer } from './peer.ts';
import type { ViewCall } from './run.ts';
import { checkPort, isHostPort, portOf, workloadProblem } from './source.ts';

/** What a proxy of Istio logs at when nobody asked for more. */
const DEFAULT_LEVEL = 'warning';

const SYSTEM = 'istio-system';

/** A proxy whose loggers are shown or set. */
interface Target {
  readonly name: string;
  readonly post: (path: string) => Promise<string>;
}

/** `meshctl proxy-config log`: shows the loggers of proxies, or sets their levels. */
export async function runLog(call: ViewCall): Promise<ExitStatus> {
  return asPeer(call, async () => {
    const { flags, host } = call;
    refuseFlags(call);
    const admin = adminOf(call);
    if (admin !== undefined) {
      const address = parseAdminAddress(admin);
      const post = async (path: string): Promise<string> =>
        textOf(await fetchAdmin(address, path, { signal: host.signal, method: 'POST' }));
      return logOf([{ name: admin, post }], specsOf(call), call);
    }
    return withCluster(flags, host, async (client) => {
      const targets = (await podsOf(call, client)).map((pod) => podTarget(client, pod, call));
      const level = flags.reset ? await injectedLogLevel(client, flags.istioNamespace ?? SYSTEM) : undefined;
      return logOf(targets, specsOf(call, level), call);
    });
  });
}

async function logOf(
  targets: readonly Target[],
  specs: readonly string[],
  { flags, host }: ViewCall,
): Promise<ExitStatus> {
  const changes = parseLevels(specs);
  // All are asked first, so that nothing is set when one of several names is wrong.
  const answers = new Map<Target, string>();
  for (const target of targets) {
    const answer = await target.post('logging');
    checkLevels(changes, loggerNames(answer));
    answers.set(target, answer);
  }
  for (const target of targets) {
    let answer = answers.get(target) ?? '';
    for (const change of changes) answer = await target.post(levelPath(change));
    const headed = flags.compat !== undefined || targets.length > 1;
    host.stdout.write(headed ? `${target.name}:\n${answer.trimEnd()}\n\n` : answer);
  }
  return EXIT.ok;
}

function podTarget(client: KubeClient, pod: PodName, { flags }: ViewCall): Target {
  const around = (text: string): string => `failed to execute command on ${podText(pod)} sidecar: ${text}`;
  const ask = { port: portOf(flags), method: 'POST', around } as const;
  return { name: podText(pod), post: async (path) => textOf(await podPage(client, pod, { path, ...ask })) };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** The pods that are named, or have the labels. */
async function podsOf({ flags, positionals }: ViewCall, client: KubeClient): Promise<readonly PodName[]> {
  if (flags.selector !== undefined) return selectedPods(client, flags.selector);
  return Promise.all(positionals.map((word) => choosePod(client, word)));
}

/** The admin port that is named, with its flag or without; `undefined` for workloads. Throws when neither is. */
function adminOf({ flags, positionals, host }: ViewCall): string | undefined {
  const [operand] = positionals;
  if (flags.admin !== undefined) return flags.admin;
  if (operand === undefined && flags.selector === undefined) throw missing();
  if (operand !== undefined && flags.selector !== undefined) throw refused('pods are named, and a selector is given');
  if (operand !== undefined && flags.compat === undefined && isHostPort(operand)) return operand;
  checkPort(flags.proxyAdminPort);
  if (!hasCluster(flags, host)) throw workloadProblem(operand ?? flags.selector ?? '');
  return undefined;
}

function refuseFlags({ flags }: ViewCall): void {
  if (flags.output !== undefined)
    throw refused('-o has no meaning here', '--output is not applicable for this command');
  if (flags.reset && flags.level !== undefined) {
    throw refused('--level sets levels and --reset takes them back', '--level cannot be combined with --reset');
  }
}

function specsOf({ flags }: ViewCall, level = DEFAULT_LEVEL): readonly string[] {
  return flags.reset ? [level] : (flags.level ?? []);
}

function refused(message: string, peer = message): EnvoyError {
  return new EnvoyError('USAGE_LOG', message, { peer, exitCode: EXIT.usage });
}

function missing(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no proxy is named', {
    peer: 'log requires pod name or --selector',
    exitCode: EXIT.usage,
    hint: 'give --admin HOST:PORT, a workload, or the labels of pods with -l',
  });
}
