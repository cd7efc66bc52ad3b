import { execa } from 'execa';
import type { Call } from '../../cli/declare.ts';
import { type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { openTunnel, type Tunnel } from '../../kube/tunnel.ts';
import { type PodName, resolvePod, runningPod } from '../../kube/workload.ts';
import { MeshctlError, NoInputError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { nearest } from '../../model/suggest.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { asPeer } from '../proxy-config/peer.ts';

/** Flags of dashboard. */
export interface DashboardFlags extends SourceFlags {
  readonly port?: number;
  readonly address: string;
  readonly browser: boolean;
  readonly istioNamespace: string;
}

/** A page: the pods that have it, and where. */
interface Page {
  /** Labels of its pods; a workload has to be named where they are left out. */
  readonly labels?: string;
  readonly port: number;
  readonly path?: string;
}

const PAGES: Readonly<Record<string, Page>> = {
  prometheus: { labels: 'app.kubernetes.io/name=prometheus', port: 9090 },
  grafana: { labels: 'app.kubernetes.io/name=grafana', port: 3000 },
  kiali: { labels: 'app=kiali', port: 20_001, path: '/kiali' },
  jaeger: { labels: 'app=jaeger', port: 16_686 },
  zipkin: { labels: 'app=zipkin', port: 9411 },
  skywalking: { labels: 'app=skywalking-ui', port: 8080 },
  'istiod-debug': { labels: 'app=istiod', port: 15_014, path: '/debug' },
  controlz: { labels: 'app=istiod', port: 9876 },
  envoy: { port: 15_000 },
  proxy: { port: 15_000 },
};

/** `meshctl dashboard`: forwards a page until the run is interrupted. */
export async function runDashboard(call: Call<DashboardFlags>): Promise<ExitStatus> {
  return asPeer(call, () => showPage(call));
}

async function showPage({ flags, positionals, host }: Call<DashboardFlags>): Promise<ExitStatus> {
  const [name, workload] = positionals;
  const page = pageOf(name);
  return withCluster(flags, host, async (client) => {
    const pod = await podOf(client, { page, name: name ?? '', workload, flags });
    const tunnel = await tunnelTo(client, { ...pod, port: page.port }, flags);
    try {
      const url = `http://${flags.address}:${tunnel.port}${page.path ?? ''}`;
      host.stdout.write(`${url}\n`);
      if (flags.browser) await openBrowser(url, host);
      await interrupted(host);
    } finally {
      tunnel.close();
    }
    return EXIT.interrupted;
  });
}

function pageOf(name: string | undefined): Page {
  const page = PAGES[name ?? ''];
  if (page) return page;
  const names = Object.keys(PAGES);
  const meant = name === undefined ? undefined : nearest(name, names);
  const message = name === undefined ? 'no page is named' : `there is no page "${name}"`;
  throw new UsageError('USAGE_PAGE', message, {
    hint: meant ? `"${meant}" is one` : `it is one of ${names.join(', ')}`,
  });
}

interface Wanted {
  readonly page: Page;
  readonly name: string;
  readonly workload: string | undefined;
  readonly flags: DashboardFlags;
}

async function podOf(client: KubeClient, { page, name, workload, flags }: Wanted): Promise<PodName> {
  if (workload !== undefined) {
    const pod = await resolvePod(client, workload);
    await runningPod(client, pod);
    return pod;
  }
  if (page.labels === undefined)
    throw new UsageError('USAGE_WORKLOAD', `whose page is meant: name a workload behind "${name}"`);
  for (const namespace of new Set([flags.istioNamespace, client.namespace])) {
    const options = { namespace, labelSelector: page.labels, fieldSelector: 'status.phase=Running' };
    const [first] = (await listObjects(client, RESOURCES.pods, options)).map(podFacts);
    if (first) return { pod: first.name, namespace: first.namespace };
  }
  throw new NoInputError('NO_INPUT_PODS', `${name} does not run in ${flags.istioNamespace} or ${client.namespace}`, {
    hint: `its pods have the label ${page.labels}; name their namespace with -n`,
  });
}

/** The same port as the pod's where it is free, unless one is wanted. */
async function tunnelTo(
  client: KubeClient,
  target: PodName & { readonly port: number },
  { port, address }: DashboardFlags,
): Promise<Tunnel> {
  const onProblem = (error: unknown): void => {
    if (error instanceof MeshctlError) client.host.stderr.write(`meshctl: ${error.message}\n`);
  };
  const options = { host: address, onProblem };
  if (port !== undefined) return openTunnel(client, target, { ...options, port });
  return openTunnel(client, target, { ...options, port: target.port }).catch(() => openTunnel(client, target, options));
}

const OPENERS: Readonly<Record<string, readonly [tool: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opening a page is a courtesy: the address stands on standard output all the same. */
async function openBrowser(url: string, host: Host): Promise<void> {
  const [tool, ...args] = OPENERS[host.runtime.platform] ?? ['xdg-open'];
  const child = execa(tool, [...args, url], {
    detached: true,
    stdio: 'ignore',
    reject: false,
    env: host.env,
    extendEnv: false,
  });
  child.unref();
  const { failed } = await Promise.race([child, Promise.resolve({ failed: false })]);
  if (failed) host.stderr.write('no browser could be opened; the address is above\n');
}

function interrupted({ signal }: Host): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
