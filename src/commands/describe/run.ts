import type { Call } from '../../cli/declare.ts';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { isReady } from '../../kube/pods.ts';
import { isNotFound } from '../../kube/problems.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { parseWorkload } from '../../kube/workload.ts';
import { MeshctlError, NoInputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { loadYaml } from '../../yaml/load.ts';
import { podPage } from '../kube/pod-page.ts';
import { type ObjectReader, withObjects } from '../kube/reader.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { fileSource, portOf } from '../proxy-config/source.ts';
import { gatewayLines } from './gateways.ts';
import { peerAuthenticationLines } from './peer-authentication.ts';
import { podHead } from './pod.ts';
import { NO_PROXY, type ProxyFacts, proxyFacts } from './proxy.ts';
import { serviceLines, servicesOf } from './services.ts';
import { type DescribeFlags, hasSidecar, identity, type Scene } from './subject.ts';

const LINE = '--------------------';

type Print = (lines: readonly string[]) => void;

/** A call and what its parts need. */
interface Run {
  readonly reader: ObjectReader;
  readonly flags: DescribeFlags;
  readonly peer: boolean;
  readonly host: Host;
  readonly print: Print;
}

/** `meshctl describe` without a kind that exists. */
export async function runDescribe(call: Call<DescribeFlags>): Promise<ExitStatus> {
  const [kind] = call.positionals;
  if (kind === undefined) {
    call.command.outputHelp();
    return EXIT.ok;
  }
  return asPeer(call, async () => {
    throw new EnvoyError('USAGE_KIND', `"${kind}" is nothing that can be described`, {
      peer: `unknown resource type "${kind}"`,
      exitCode: EXIT.usage,
      hint: 'it is pod or service',
    });
  });
}

/** `meshctl describe pod`. */
export function runDescribePod(call: Call<DescribeFlags>): Promise<ExitStatus> {
  return described(call, 'pod', describePod);
}

/** `meshctl describe service`. */
export function runDescribeService(call: Call<DescribeFlags>): Promise<ExitStatus> {
  return described(call, 'service', describeService);
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

async function described(
  call: Call<DescribeFlags>,
  what: string,
  describe: (run: Run, named: Named) => Promise<void>,
): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const [word] = positionals;
  return asPeer(call, async () => {
    if (word === undefined) {
      throw new EnvoyError('USAGE_SOURCE', `no ${what} is named`, {
        peer: `expecting ${what} name`,
        exitCode: EXIT.usage,
      });
    }
    const print: Print = (lines) => void host.stdout.write(lines.map((line) => `${line}\n`).join(''));
    await withObjects(flags, host, (reader) => {
      const { name, namespace } = parseWorkload(word, reader.namespace);
      return describe({ reader, flags, host, print, peer: flags.compat !== undefined }, { name, namespace });
    });
    return EXIT.ok;
  });
}

async function describePod(run: Run, named: Named): Promise<void> {
  const { reader, print, peer } = run;
  const pod = await reader.get(RESOURCES.pods, named);
  print(podHead(run, pod));
  const services = await servicesOf(run, pod);
  if (services.length === 0) print([noServiceText(run, named)]);
  print([LINE]);
  if (!hasSidecar(pod) && !peer) return;
  const proxy = await factsOf(run, pod);
  const scene: Scene = { ...run, proxy, pods: [pod] };
  for (const service of services) print(await serviceLines(scene, service));
  print([LINE, ...(await peerAuthenticationLines(scene, pod, await rootNamespace(run)))]);
  await printGateways(run, scene, services);
}

function noServiceText({ reader, peer }: Run, { name, namespace }: Named): string {
  const shown = namespace === reader.namespace ? name : `${name}.${namespace}`;
  return peer
    ? `Warning: No Kubernetes Services select pod ${shown} (see https://istio.io/docs/setup/kubernetes/additional-setup/requirements/ )`
    : `Warning: no service selects ${shown}: nobody in the mesh can reach it by name`;
}

async function describeService(run: Run, named: Named): Promise<void> {
  const { reader, print } = run;
  const service = await reader.get(RESOURCES.services, named);
  const selector = asMap(getIn(service, ['spec', 'selector']));
  const all = await reader.list(RESOURCES.pods, { namespace: named.namespace, selector: { matchLabels: selector } });
  const meshed = all.filter(hasSidecar);
  const shown = named.namespace === reader.namespace ? named.name : `${named.name}.${named.namespace}`;
  if (meshed.length === 0) {
    print(withoutSidecars(run, all, shown));
    return;
  }
  const ready = meshed.filter(isReady);
  const pods = ready.length > 0 ? ready : meshed;
  const scene: Scene = { ...run, proxy: await factsOf(run, pods[0] ?? {}), pods };
  print(await serviceLines(scene, service));
  await printGateways(run, scene, [service]);
}

function withoutSidecars({ peer, reader }: Run, pods: readonly JsonMap[], shown: string): readonly string[] {
  const names = pods
    .map(identity)
    .map(({ name, namespace }) => (namespace === reader.namespace ? name : `${name}.${namespace}`));
  if (!peer)
    return [
      `Service: ${shown}`,
      `   none of its ${pods.length} pods has a sidecar${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
    ];
  return [
    ...names.map((name) => `Pod ${name}: no container "istio-proxy" in pod`),
    `Service "${shown}" has no Istio pods.  (${pods.length} pods in service).`,
    'Use `istioctl kube-inject` or redeploy with Istio automatic sidecar injection.',
  ];
}

/** What a pod's proxy believes: from the dump that is named, else asked. */
async function factsOf({ reader, flags, host }: Run, pod: JsonMap): Promise<ProxyFacts> {
  if (flags.file !== undefined) {
    const bytes = await fileSource(flags.file, host).answer(ADMIN_PATHS.everything);
    return proxyFacts(ConfigDump.parse(bytes, flags.file).checked());
  }
  if (!reader.client) {
    host.stderr.write('which rules reach a proxy is in its config dump: give one with --file\n');
    return NO_PROXY;
  }
  const { name, namespace } = identity(pod);
  const around = (text: string): string => `failed to execute command on sidecar: ${text}`;
  const ask = { path: ADMIN_PATHS.ztunnel, port: portOf(flags), around };
  const bytes = await podPage(reader.client, { pod: name, namespace }, ask);
  return proxyFacts(ConfigDump.parse(bytes, `${name}.${namespace}`));
}

async function printGateways(run: Run, scene: Scene, services: readonly JsonMap[]): Promise<void> {
  const lines = await gatewayLines(scene, services, async (gateway) => {
    if (!run.reader.client) return undefined;
    try {
      const { file: _, ...flags } = run.flags;
      return await factsOf({ ...run, flags }, gateway);
    } catch (error) {
      if (!(error instanceof MeshctlError)) throw error;
      run.host.stderr.write(`without what gateways expose: ${error.message}\n`);
      return undefined;
    }
  });
  if (lines.length > 0) run.print([LINE, ...lines]);
}

/** The namespace whose policies hold for the whole mesh, as the mesh's configuration says. */
async function rootNamespace({ reader, flags }: Run): Promise<string> {
  try {
    const map = await reader.get(RESOURCES.configMaps, { namespace: flags.istioNamespace, name: 'istio' });
    const mesh = asMap(loadYaml(asString(asMap(map['data'])['mesh']) ?? ''));
    return asString(mesh['rootNamespace']) || flags.istioNamespace;
  } catch (error) {
    if (isNotFound(error) || error instanceof NoInputError) return flags.istioNamespace;
    throw error;
  }
}
