import type { Call } from '../../cli/declare.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { withCluster } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import { InputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { controlPlanes } from '../kube/control-plane.ts';
import { podPage } from '../kube/pod-page.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';

/** Flags of remote-clusters. */
export interface RemoteClustersFlags extends SourceFlags {
  readonly istioNamespace: string;
  readonly revision?: string;
}

/** The control plane's own pages over HTTP. */
const DEBUG_PORT = 15_014;
const PADDING = 5;

/** `meshctl remote-clusters`: what every control plane reads. */
export async function runRemoteClusters(call: Call<RemoteClustersFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const rows = await withCluster(flags, host, async (client) => {
      const found: (readonly string[])[] = [];
      for (const pod of await controlPlanes(client, flags)) {
        const { name, namespace, labels } = podFacts(pod);
        const around = (text: string): string => `failed to ask ${name}: ${text}`;
        const bytes = await podPage(
          client,
          { pod: name, namespace },
          { path: 'debug/clusterz', port: DEBUG_PORT, around },
        );
        for (const cluster of clustersIn(bytes, name))
          found.push([...cluster, name, String(labels['istio.io/rev'] ?? 'default')]);
      }
      return found;
    });
    if (format === 'table') {
      host.stdout.write(tabTable([['NAME', 'SECRET', 'STATUS', 'ISTIOD', 'REVISION'], ...rows], { padding: PADDING }));
    } else {
      const items = rows.map(([name, secret, status, istiod, revision]) => ({
        name,
        secret,
        status,
        istiod,
        revision,
      }));
      host.stdout.write(await documentText(format, envelope('RemoteClusterList', { items })));
    }
    return EXIT.ok;
  });
}

function clustersIn(bytes: Uint8Array, name: string): readonly (readonly string[])[] {
  try {
    return asList(JSON.parse(Buffer.from(bytes).toString('utf8'))).map((item) => {
      const { id, secretName, syncStatus } = asMap(item);
      return [asString(id) ?? '', asString(secretName) ?? '', asString(syncStatus) ?? ''];
    });
  } catch (cause) {
    throw new InputError('INPUT_CLUSTERZ', `what ${name} says of its clusters is no JSON`, { cause });
  }
}
