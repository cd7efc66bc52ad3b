/** Control planes and their debug pages. */
import { join, resolve } from 'node:path';
import { durationMs } from '../../cli/duration.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { type DebugAnswer, type DebugQuestion, readResponse, requestBytes } from '../../envoy/protobuf/discovery.ts';
import { WireProblem } from '../../envoy/protobuf/wire.ts';
import { readInput } from '../../io/inputs.ts';
import { type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import type { ClusterFlags } from '../../kube/locate.ts';
import { podFacts } from '../../kube/pods.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { openTunnel } from '../../kube/tunnel.ts';
import { askXds, type XdsOptions } from '../../kube/xds.ts';
import { InputError, UnavailableError, UsageError } from '../../model/errors.ts';
import { EXIT } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { asMap, asString, getIn, type JsonMap } from '../../model/json.ts';

/** Flags that say which control planes are asked. */
export interface ControlPlaneFlags extends ClusterFlags {
  readonly xdsAddress?: string;
  readonly plaintext?: boolean;
  readonly insecure?: boolean;
  readonly certDir?: string;
  readonly authority?: string;
  readonly xdsLabel?: string;
  readonly xdsPort: number;
  readonly timeout: string;
  readonly revision?: string;
  readonly istioNamespace: string;
}

/** What a control plane said. */
export interface PlaneAnswer {
  /** `POD.NAMESPACE`, or the address. */
  readonly name: string;
  readonly answer: DebugAnswer;
}

/** Whom control planes take meshctl for; they answer proxies by their ids. */
const NODE_ID = 'meshctl~0.0.0.0~meshctl.default~default.svc.cluster.local';

/** A debug page of the control plane that is named, else of all in the cluster. Throws when none answers. */
export async function askControlPlanes(
  question: Omit<DebugQuestion, 'nodeId'>,
  flags: ControlPlaneFlags,
  host: Host,
): Promise<readonly PlaneAnswer[]> {
  const timeoutMs = durationMs(flags.timeout, '--timeout');
  const request = requestBytes({ ...question, nodeId: NODE_ID });
  if (flags.xdsAddress !== undefined) {
    const options = await addressOptions(flags.xdsAddress, flags, host);
    const bytes = await askXds(request, { ...options, timeoutMs, signal: host.signal });
    return [{ name: flags.xdsAddress, answer: answerOf(bytes, flags.xdsAddress) }];
  }
  if (flags.plaintext) {
    throw new UsageError('USAGE_PLAINTEXT', '--plaintext is for --xds-address', { hint: 'pods are asked with TLS' });
  }
  return withCluster(flags, host, async (client) => {
    const answers: PlaneAnswer[] = [];
    for (const pod of await controlPlanes(client, flags)) {
      const name = `${podFacts(pod).name}.${podFacts(pod).namespace}`;
      const bytes = await askPod(client, pod, { request, port: flags.xdsPort, timeoutMs });
      answers.push({ name, answer: answerOf(bytes, name) });
    }
    return answers;
  });
}

function answerOf(bytes: Buffer, name: string): DebugAnswer {
  try {
    return readResponse(bytes);
  } catch (error) {
    if (!(error instanceof WireProblem)) throw error;
    throw new InputError('INPUT_XDS', `${name} answered with something else than xDS: ${error.message}`, {
      cause: error,
    });
  }
}

async function addressOptions(
  address: string,
  { plaintext = false, insecure = false, authority, certDir }: ControlPlaneFlags,
  host: Host,
): Promise<Omit<XdsOptions, 'timeoutMs' | 'signal'>> {
  const read = async (name: string): Promise<Buffer> =>
    Buffer.from(await readInput(join(resolve(host.cwd, certDir ?? ''), name), host));
  const certificates =
    certDir === undefined
      ? undefined
      : { ca: await read('root-cert.pem'), cert: await read('cert-chain.pem'), key: await read('key.pem') };
  return {
    address,
    plaintext,
    insecure,
    ...(authority !== undefined && { authority }),
    ...(certificates && { certificates }),
  };
}

/** The pods of control planes that run. Throws EnvoyError with status 66 when there is none. */
export async function controlPlanes(
  client: KubeClient,
  {
    istioNamespace: namespace,
    xdsLabel = 'app=istiod',
    revision,
  }: Pick<ControlPlaneFlags, 'istioNamespace' | 'xdsLabel' | 'revision'>,
): Promise<readonly JsonMap[]> {
  const labelSelector = revision === undefined ? xdsLabel : `${xdsLabel},istio.io/rev=${revision}`;
  const fieldSelector = 'status.phase=Running';
  const pods = await listObjects(client, RESOURCES.pods, { namespace, labelSelector, fieldSelector });
  if (pods.length > 0) return pods;
  throw new EnvoyError('NO_INPUT_CONTROL_PLANE', `no control plane runs in ${namespace} (${labelSelector})`, {
    peer: `no running Istio pods in "${namespace}"`,
    exitCode: EXIT.noInput,
    hint: 'name its namespace with -i, or its address with --xds-address',
  });
}

interface PodQuestion {
  readonly request: Buffer;
  readonly port: number;
  readonly timeoutMs: number;
}

/** Over a forwarded port the certificate proves nothing: the API server has made sure of the pod. */
async function askPod(client: KubeClient, pod: JsonMap, { request, port, timeoutMs }: PodQuestion): Promise<Buffer> {
  const { name, namespace } = podFacts(pod);
  const token = await tokenFor(client, pod);
  let problem: unknown;
  const onProblem = (error: unknown): void => {
    problem ??= error;
  };
  const tunnel = await openTunnel(client, { pod: name, namespace, port }, { onProblem });
  try {
    const address = `127.0.0.1:${tunnel.port}`;
    return await askXds(request, {
      address,
      name: `${name}.${namespace}`,
      insecure: true,
      token,
      timeoutMs,
      signal: client.signal,
    });
  } catch (error) {
    // What the tunnel says is nearer to the cause than what gRPC makes of a connection that ends.
    throw error instanceof UnavailableError ? (problem ?? error) : error;
  } finally {
    tunnel.close();
  }
}

/** What control planes want to see in a token. */
const AUDIENCE = 'istio-ca';

/** Kubernetes gives no token for less. */
const TOKEN_SECONDS = 600;

/** A token of the control plane's own service account: with it the debug pages are open. */
async function tokenFor(client: KubeClient, pod: JsonMap): Promise<string> {
  const { namespace } = podFacts(pod);
  const name = asString(getIn(pod, ['spec', 'serviceAccountName'])) ?? 'istiod';
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: [AUDIENCE], expirationSeconds: TOKEN_SECONDS },
  };
  const path = pathOf(RESOURCES.serviceAccounts, { namespace, name, subresource: 'token' });
  const answer = asMap(await client.request(path, { method: 'POST', body }));
  return asString(asMap(answer['status'])['token']) ?? '';
}
