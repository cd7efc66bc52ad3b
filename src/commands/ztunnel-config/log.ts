import { EnvoyError } from '../../envoy/problems.ts';
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import type { PodName } from '../../kube/workload.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { choosePod, podObject, podPage, podText } from '../kube/pod-page.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { portOf } from '../proxy-config/source.ts';
import { isZtunnel, ztunnels } from './pods.ts';
import { forwardText, SYSTEM, type ZtunnelCall } from './run.ts';

/** What a ztunnel logs at when nobody asked for more. */
const DEFAULT_LEVEL = 'info';

/** `meshctl ztunnel-config log`: the level of one ztunnel, or of all. */
export async function runZtunnelLog(call: ZtunnelCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const path = pathOf(call);
    if (flags.admin !== undefined) {
      const options = { signal: host.signal, method: 'POST' } as const;
      host.stdout.write(textOf(await fetchAdmin(parseAdminAddress(flags.admin), path, options)));
      return EXIT.ok;
    }
    return withCluster(flags, host, async (client) => {
      for (const pod of await podsOf(client, positionals, flags.istioNamespace ?? SYSTEM)) {
        const ask = { path, port: portOf(flags), method: 'POST', around: forwardText } as const;
        const answer = textOf(await podPage(client, pod, ask)).trimEnd();
        host.stdout.write(`${podText(pod)}:\n${answer}\n\n`);
      }
      return EXIT.ok;
    });
  });
}

function pathOf({ flags }: ZtunnelCall): string {
  if (flags.reset && flags.level !== undefined) {
    throw new EnvoyError('USAGE_LOG', '--level sets levels and --reset takes them back', {
      peer: '--level cannot be combined with --reset',
      exitCode: EXIT.usage,
    });
  }
  return flags.reset ? `logging?level=${DEFAULT_LEVEL}&reset` : `logging?level=${(flags.level ?? []).join(',')}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

async function podsOf(client: KubeClient, words: readonly string[], system: string): Promise<readonly PodName[]> {
  const [word] = words;
  if (word === undefined) return ztunnels(client, system);
  const name = await choosePod(client, word);
  if (isZtunnel(await podObject(client, name, forwardText))) return [name];
  throw new EnvoyError('INPUT_ZTUNNEL', `${podText(name)} is no ztunnel`, {
    peer: `workloads command is only supported by Ztunnel proxies: ${name.pod}`,
    hint: 'the loggers of a sidecar are shown by "meshctl proxy-config log"',
  });
}
