/** Which workload the flags mean, and what they change for it. */

import type { MeshFlags } from '../../cli/mesh-options.ts';
import { GATEWAY_NAME_LABEL } from '../../mesh/gateway-api/gateways.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { MeshResources } from '../../mesh/resources.ts';
import { matchesLabels } from '../../mesh/selectors.ts';
import { workloadName } from '../../mesh/services/workloads.ts';
import { UsageError } from '../../model/errors.ts';
import { parseAddress } from '../../model/ip.ts';
import type { EndpointOverride, ExtraListener } from '../../xds/compile/options.ts';

const DEFAULT_GATEWAY_LABELS: Readonly<Record<string, string>> = { istio: 'ingressgateway' };

function labelsOf(texts: readonly string[], flag: string): Readonly<Record<string, string>> {
  const entries = texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
      throw new UsageError('USAGE_LABELS', `${flag}: "${text}" is no label`, { hint: 'write NAME=VALUE' });
    });
  return Object.fromEntries(entries);
}

function kindOf(word: string, resources: MeshResources): ProxyNode['kind'] {
  if (word === 'sidecar' || word === 'gateway') return word;
  if (word !== '') {
    throw new UsageError('USAGE_FOR', `--for: there is no workload "${word}"`, { hint: 'it is sidecar or gateway' });
  }
  return resources.gateways.length + resources.kubernetesGateways.length > 0 ? 'gateway' : 'sidecar';
}

/** Labels of the gateway that is meant when nobody says which: Istio's own, and that of the first Gateway of the Gateway API. */
function gatewayLabels({ kubernetesGateways }: MeshResources): ProxyNode['labels'] {
  const [first] = kubernetesGateways;
  return first === undefined ? DEFAULT_GATEWAY_LABELS : { ...DEFAULT_GATEWAY_LABELS, [GATEWAY_NAME_LABEL]: first.name };
}

/**
 * The workload of `--for`, `--labels` and `--namespace`; its name is that of a pod with these labels where there is one.
 * Throws UsageError for labels and kinds that are none.
 */
export function workloadOf(flags: MeshFlags, resources: MeshResources): ProxyNode {
  const [word = '', ...rest] = (flags.for ?? '').split(':');
  const kind = kindOf(word, resources);
  const given = { ...labelsOf(rest, '--for'), ...labelsOf(flags.labels ?? [], '--labels') };
  const none = Object.keys(given).length === 0;
  const labels = none && kind === 'gateway' ? gatewayLabels(resources) : given;
  const pod = none
    ? undefined
    : resources.pods.find((each) => each.namespace === flags.namespace && matchesLabels(labels, each.labels));
  const name = pod ? workloadName(pod) : (labels['app'] ?? labels['istio'] ?? kind);
  return {
    kind,
    name,
    namespace: flags.namespace,
    labels: { ...pod?.labels, ...labels },
    ...(pod ? { serviceAccount: pod.spec.serviceAccount } : {}),
  };
}

const HOST_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;
const MAX_PORT = 65_535;

interface SocketText {
  readonly address: string;
  readonly port: number;
}

function socketOf(text: string): SocketText | undefined {
  const [, bracketed, plain, digits = ''] = HOST_PORT.exec(text) ?? [];
  const address = bracketed ?? plain;
  const port = Number(digits);
  return address === undefined || port < 1 || port > MAX_PORT ? undefined : { address, port };
}

/** `host`, `host:port`, `host/subset` or `host/subset:port`. */
const TARGET = /^([^/:=]+)(?:\/([^/:=]+))?(?::(\d{1,5}))?$/;

/** What `--map` says, one flag or several. Throws UsageError for text of another form. */
export function overridesOf(flags: MeshFlags): readonly EndpointOverride[] {
  return (flags.map ?? []).flatMap((text) => {
    // A comma may stand between addresses of one service, or before the next service.
    const out: { target: string; endpoints: SocketText[] }[] = [];
    for (const part of text.split(',')) {
      const at = part.indexOf('=');
      if (at >= 0) out.push({ target: part.slice(0, at).trim(), endpoints: [] });
      const endpoint = socketOf(
        part
          .slice(at + 1)
          .trim()
          .replace(/^:/, '127.0.0.1:'),
      );
      const last = out.at(-1);
      if (endpoint === undefined || last === undefined) {
        throw new UsageError('USAGE_MAP', `--map: "${part}" does not say where a service runs`, {
          hint: 'write HOST=ADDRESS:PORT, for example reviews=127.0.0.1:3000',
        });
      }
      last.endpoints.push(endpoint);
    }
    return out.map(({ target, endpoints }) => {
      const [, host, subset, port] = TARGET.exec(target) ?? [];
      if (host === undefined) {
        throw new UsageError('USAGE_MAP', `--map: "${target}" is no service`, {
          hint: 'write HOST, HOST:PORT or HOST/SUBSET',
        });
      }
      return {
        host,
        endpoints,
        ...(subset === undefined ? {} : { subset }),
        ...(port === undefined ? {} : { port: Number(port) }),
      };
    });
  });
}

function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}

/**
 * What `--listen` says. Throws UsageError for text of another form, and for an address others can reach without
 * `--bind-all`: a development proxy is no relay for everybody.
 */
export function listenersOf(flags: MeshFlags): readonly ExtraListener[] {
  return (flags.listen ?? []).map((text) => {
    const at = text.lastIndexOf('=');
    const socket = socketOf(text.slice(at + 1).replace(/^:/, '127.0.0.1:'));
    const address = socket?.address === 'localhost' ? '127.0.0.1' : socket?.address;
    if (socket === undefined || address === undefined || parseAddress(address) === undefined) {
      throw new UsageError('USAGE_LISTEN', `--listen: "${text}" is no address to listen on`, {
        hint: 'write ADDRESS:PORT, with WHAT= in front for one service or port',
      });
    }
    if (!isLoopbackAddress(address) && !flags.bindAll) {
      throw new UsageError('USAGE_LISTEN', `--listen: "${address}" can be reached from other machines`, {
        hint: 'add --bind-all if that is meant',
      });
    }
    return { address, port: socket.port, ...(at > 0 ? { serves: text.slice(0, at) } : {}) };
  });
}
