import type { Call } from '../../cli/declare.ts';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { diffDumps } from '../../envoy/diff/diff.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { withCluster } from '../../kube/client.ts';
import type { PodName } from '../../kube/workload.ts';
import { NoInputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { askControlPlanes } from '../kube/control-plane.ts';
import { choosePod, podObject, podPage, podText } from '../kube/pod-page.ts';
import { countsOf, diffText } from '../proxy-config/diff.ts';
import { formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { fileSource } from '../proxy-config/source.ts';
import { isZtunnel } from '../ztunnel-config/pods.ts';
import { printFlags, type StatusFlags } from './run.ts';
import { syncText } from './sync-text.ts';

/** The page on which a control plane says what a proxy is to have. */
const CONFIG_DUMP = 'istio.io/debug/config_dump';

/** What the reference says around a failure to ask the pod. */
function around(text: string): string {
  return `could not contact sidecar: ${text}`;
}

/** `meshctl proxy-status WORKLOAD`: what a proxy has beside what its control plane would send it. */
export async function runCompare({ flags, positionals, command, host }: Call<StatusFlags>): Promise<ExitStatus> {
  const own = printFlags(flags);
  return asPeer({ flags: own, command, host }, async () => {
    const format = formatOf(own, { peer: PEER_WORDS.table });
    const found = await bothDumps(positionals[0] ?? '', flags, host);
    if (found === undefined) return EXIT.ok;
    const { pod, wanted, actual } = found;
    if (flags.compat !== undefined && format === 'table') {
      host.stdout.write(await syncText(wanted, actual));
      return EXIT.ok;
    }
    const changes = diffDumps(wanted, actual).filter(({ kind }) => COMPARED.has(kind));
    if (format === 'table') {
      const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
      host.stdout.write(
        changes.length === 0 ? `${pod} has what its control plane sent it\n` : diffText(changes, paint),
      );
    } else {
      const fields = { proxy: pod, changes, summary: countsOf(changes) };
      host.stdout.write(await documentText(format, envelope('ProxySync', fields)));
    }
    return flags.exitCode && changes.length > 0 ? EXIT.findings : EXIT.ok;
  });
}

/** What control planes send; of the rest (bootstrap, endpoints, secrets) their debug page says nothing. */
const COMPARED: ReadonlySet<string> = new Set(['listener', 'route', 'cluster']);

interface Dumps {
  readonly pod: string;
  readonly wanted: ConfigDump;
  readonly actual: ConfigDump;
}

/** Both dumps; `undefined` for a ztunnel, which has none of this kind. */
async function bothDumps(word: string, flags: StatusFlags, host: Host): Promise<Dumps | undefined> {
  const [file] = flags.file ?? [];
  return withCluster(flags, host, async (client) => {
    const name = await choosePod(client, word);
    const pod = podText(name);
    const object = await podObject(client, name, around);
    if (isZtunnel(object)) {
      host.stdout.write(`Sync diff is not available for ztunnel pod ${pod}\n`);
      return undefined;
    }
    const bytes =
      file === undefined
        ? await podPage(client, name, { path: ADMIN_PATHS.ztunnel, port: flags.proxyAdminPort, around })
        : await fileSource(file, host).answer(ADMIN_PATHS.everything);
    return { pod, wanted: await wantedDump(name, flags, host), actual: ConfigDump.parse(bytes, pod).checked() };
  });
}

async function wantedDump(name: PodName, flags: StatusFlags, host: Host): Promise<ConfigDump> {
  const { namespace: _, ...plane } = flags;
  const pod = podText(name);
  const answers = await askControlPlanes({ type: CONFIG_DUMP, names: [pod] }, plane, host);
  for (const answer of answers) {
    for (const { value } of answer.answer.resources) {
      const dump = dumpIn(value, answer.name);
      if (dump) return dump;
    }
  }
  throw new NoInputError('NO_INPUT_PROXY', `no control plane knows the proxy ${pod}`, {
    hint: '"meshctl proxy-status" lists those it knows',
  });
}

/** The dump in an answer; `undefined` when it is another text: a control plane to which the proxy is not connected says so. */
function dumpIn(value: Uint8Array, name: string): ConfigDump | undefined {
  try {
    const dump = ConfigDump.parse(value, name);
    return dump.places.length > 0 ? dump : undefined;
  } catch (error) {
    if (error instanceof EnvoyError) return undefined;
    throw error;
  }
}
