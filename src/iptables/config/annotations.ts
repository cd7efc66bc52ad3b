/** What a pod's annotations and containers say about the sidecar's flags: spec §11. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import { goBoolean } from '../../model/go-boolean.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import type { GivenValue, PodSource, ProfileFlag } from '../profiles/profile.ts';
import { finding, shown, type Values } from './values.ts';

const TRAFFIC = 'traffic.sidecar.istio.io';

/** How traffic is taken; NONE means not at all. */
export const INTERCEPTION_MODE = 'sidecar.istio.io/interceptionMode';
/** Inbound ports left alone. */
export const EXCLUDE_INBOUND = `${TRAFFIC}/excludeInboundPorts`;
/** The agent's port for health and metrics. */
export const STATUS_PORT = 'status.sidecar.istio.io/port';
const REROUTE = 'istio.io/reroute-virtual-interfaces';
const KUBEVIRT = `${TRAFFIC}/kubevirtInterfaces`;

/** The annotation of each flag that one alone sets. */
const FLAG_ANNOTATIONS: ReadonlyMap<string, string> = new Map([
  ['istio-inbound-interception-mode', INTERCEPTION_MODE],
  ['istio-service-cidr', `${TRAFFIC}/includeOutboundIPRanges`],
  ['istio-service-exclude-cidr', `${TRAFFIC}/excludeOutboundIPRanges`],
  ['istio-inbound-ports', `${TRAFFIC}/includeInboundPorts`],
  ['istio-outbound-ports', `${TRAFFIC}/includeOutboundPorts`],
  ['istio-local-outbound-ports-exclude', `${TRAFFIC}/excludeOutboundPorts`],
  ['istio-exclude-interfaces', `${TRAFFIC}/excludeInterfaces`],
]);

/** The values of flags that one annotation alone sets, and the interfaces of virtual machines, for which there are two. */
export function annotatedFlags({ annotations }: PodSource): {
  readonly values: Map<string, GivenValue>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const values = new Map<string, GivenValue>();
  for (const [long, name] of FLAG_ANNOTATIONS) {
    const given = annotations.get(name);
    if (given) values.set(long, given);
  }
  const [reroute, kubevirt] = [annotations.get(REROUTE), annotations.get(KUBEVIRT)];
  const virtual = reroute ?? kubevirt;
  if (virtual) values.set('kube-virt-interfaces', virtual);
  if (!reroute || !kubevirt) return { values, diagnostics: [] };
  const message = `${KUBEVIRT} ${shown(kubevirt.text)} is ignored, since there is ${REROUTE} ${shown(reroute.text)}`;
  return { values, diagnostics: [finding('MSH4012', message, kubevirt.source)] };
}

/** Switches that come as variables of the proxy. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['ISTIO_META_DNS_CAPTURE', 'redirect-dns'],
  ['INVALID_DROP', 'drop-invalid'],
  ['ISTIO_DUAL_STACK', 'dual-stack'],
]);

/** The flags that variables of the proxy switch; one that is neither true nor false gives a warning and nothing else. */
export function switchedFlags(env: ReadonlyMap<string, GivenValue>): {
  readonly values: Values;
  readonly diagnostics: readonly Diagnostic[];
} {
  const values = new Map<string, GivenValue>();
  const diagnostics: Diagnostic[] = [];
  for (const [variable, long] of SWITCHES) {
    const given = env.get(variable);
    if (!given) continue;
    const on = goBoolean(given.text);
    if (on === undefined) {
      const message = `the proxy's variable ${variable} is ${shown(given.text)}, which is neither true nor false`;
      diagnostics.push(finding('MSH4001', message, given.source));
    } else values.set(long, { ...given, text: String(on) });
  }
  return { values, diagnostics };
}

/** A container of a pod and where it stands in its spec. */
export interface PodContainer {
  readonly container: JsonMap;
  readonly path: readonly [list: string, index: number];
}

/** The container of a name, among the ordinary ones or the init containers. */
export function containerNamed({ spec }: PodSource, names: readonly string[]): PodContainer | undefined {
  for (const list of ['containers', 'initContainers']) {
    const index = asList(spec[list]).findIndex((item) => names.includes(asString(asMap(item)['name']) ?? ''));
    if (index >= 0) return { container: asMap(asList(spec[list])[index]), path: [list, index] };
  }
  return undefined;
}

/** The plain variables of a container, each with its place. */
export function containerEnv(pod: PodSource, { container, path }: PodContainer): ReadonlyMap<string, GivenValue> {
  const env = new Map<string, GivenValue>();
  for (const [index, item] of asList(container['env']).entries()) {
    const [name, text] = [asString(asMap(item)['name']), asString(asMap(item)['value'])];
    if (name === undefined || text === undefined) continue;
    const range = pod.locate([...path, 'env', index]);
    env.set(name, { text, source: { kind: 'file', name, file: pod.file, range } });
  }
  return env;
}

/** The program an interception container runs; the flags come after it. */
const COMMAND = 'istio-iptables';

/** A short or long flag, and what is attached to it. */
const FLAG_WORD = /^(--?[^=]+)(?:=([\s\S]*))?$/;

/** The flags in the arguments of a container that was injected; `undefined` when it runs something else. */
export function containerFlags(
  pod: PodSource,
  { container, path }: PodContainer,
  flags: readonly ProfileFlag[],
): Values | undefined {
  const words = [...asList(container['command']), ...asList(container['args'])].map(String);
  const start = words.indexOf(COMMAND);
  if (start < 0) return undefined;
  const values = new Map<string, GivenValue>();
  for (let at = start + 1; at < words.length; at++) {
    const [, name = '', attached] = FLAG_WORD.exec(words[at] ?? '') ?? [];
    const flag = flags.find(({ long, short }) => name === `--${long}` || name === `-${short}`);
    // The container has flags about its own log, too.
    if (!flag) continue;
    const text = attached ?? (flag.kind === 'boolean' ? 'true' : (words[++at] ?? ''));
    values.set(flag.long, {
      text,
      source: { kind: 'file', name, file: pod.file, range: pod.locate([...path, 'args']) },
    });
  }
  return values;
}
