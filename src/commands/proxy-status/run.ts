import type { Call } from '../../cli/declare.ts';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { statusTable, verboseStatusTable } from '../../envoy/rows/proxy-status.ts';
import { canonical } from '../../envoy/schema/canonical.ts';
import { isBehind, ofNamespace, proxiesOf, readSyncz, type SyncAnswer, syncAnswer } from '../../envoy/syncz.ts';
import { hasCluster } from '../../kube/locate.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ColorChoice } from '../../output/color.ts';
import type { ControlPlaneFlags } from '../kube/control-plane.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { type Format, formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { documentOf, peerDocument, tableText } from '../proxy-config/print.ts';
import { fileSource } from '../proxy-config/source.ts';

/** Flags of proxy-status. */
export interface StatusFlags extends ControlPlaneFlags {
  readonly file?: readonly string[];
  readonly verbosity: number;
  readonly output?: string;
  readonly exitCode?: boolean;
  readonly proxyAdminPort: number;
  readonly compat?: 'istioctl';
  readonly color?: ColorChoice;
}

const RESPONSE = 'envoy.service.discovery.v3.DiscoveryResponse';

/** The page on which control planes say what proxies have. */
const SYNCZ = 'istio.io/debug/syncz';

/** The flags that commands for dumps understand. */
export function printFlags({ output, compat, color }: StatusFlags): SourceFlags {
  return { ...(output !== undefined && { output }), ...(compat && { compat }), ...(color && { color }) };
}

/** `meshctl proxy-status`: what control planes say, asked or saved. */
export async function runStatus({ flags, command, host }: Call<StatusFlags>): Promise<ExitStatus> {
  const { namespace = '', verbosity, compat } = flags;
  const own = printFlags(flags);
  return asPeer({ flags: own, command, host }, async () => {
    const format = formatOf(own, { peer: PEER_WORDS.table });
    const answers = (await answersOf(flags, host)).map((answer) => ofNamespace(answer, namespace));
    const proxies = proxiesOf(answers);
    if (format === 'table') {
      host.stdout.write(tableText(verbosity > 0 ? verboseStatusTable(proxies, host.now()) : statusTable(proxies)));
    } else {
      host.stdout.write(await answersText(answers, format, compat !== undefined));
    }
    return flags.exitCode && proxies.some(isBehind) ? EXIT.findings : EXIT.ok;
  });
}

/** The saved answers that are named, else those of control planes. */
async function answersOf(flags: StatusFlags, host: Host): Promise<readonly SyncAnswer[]> {
  if (flags.file !== undefined) {
    const answers: SyncAnswer[] = [];
    for (const file of flags.file) {
      const source = fileSource(file, host);
      answers.push(
        readSyncz(await source.answer(ADMIN_PATHS.everything), source.name, { lenient: flags.compat !== undefined }),
      );
    }
    return answers;
  }
  if (flags.xdsAddress === undefined && !hasCluster(flags, host)) {
    throw new UsageError('USAGE_SOURCE', 'no control plane is named, and there is no kubeconfig', {
      hint: 'name one with --xds-address HOST:PORT, or save its answer (GET /debug/syncz on port 15014 of istiod) and give it with --file',
    });
  }
  const { askControlPlanes } = await import('../kube/control-plane.ts');
  const { answerJson } = await import('../../envoy/protobuf/discovery.ts');
  // All there are, unlike for workloads: the namespace is that of the proxies to show.
  const { namespace: _, ...plane } = flags;
  const found = await askControlPlanes({ type: SYNCZ }, plane, host);
  return found.map(({ answer }) => syncAnswer(answerJson(answer)));
}

/** The answers themselves; the reference prints one document for each. */
async function answersText(answers: readonly SyncAnswer[], format: Exclude<Format, 'table'>, peer: boolean) {
  const messages = answers.map(({ message }) => canonical(RESPONSE, message));
  if (!peer) return documentOf({ kind: 'ControlPlaneStatusList', value: messages }, { format, flags: {} });
  const texts = await Promise.all(messages.map((message) => peerDocument(format, message)));
  return texts.join(format === 'yaml' ? '---\n' : '');
}
