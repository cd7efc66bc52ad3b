import { asMap } from '../../../model/json.ts';
import {
  annotatedFlags,
  containerEnv,
  containerNamed,
  EXCLUDE_INBOUND,
  switchedFlags,
} from '../../config/annotations.ts';
import { cidrItem, interfaceItem, listenPort, word } from '../../config/parsers.ts';
import { badValue, itemsOf, type Parsed, type Values } from '../../config/values.ts';
import { AGENT_STATUS_PORT, HEALTH_PORT, PROXY_METRICS_PORT, PROXY_UID } from '../../constants.ts';
import { CAPTURE_FLAGS } from '../istio/flags.ts';
import { sidecarPlan } from '../istio/profile.ts';
import { ISTIO_REASONS } from '../istio/reasons.ts';
import type { GivenValue, PodSource, PodValues, Profile, ProfileFlag } from '../profile.ts';

/** The plugin has no command line and reads nothing of its own environment; the flags are there to try things out. */
const FLAGS: readonly ProfileFlag[] = CAPTURE_FLAGS.map((flag) => ({ ...flag, env: [] }));

const AGENT_PORTS = [AGENT_STATUS_PORT, HEALTH_PORT, PROXY_METRICS_PORT].map(String);

const preset = (name: string, text: string): readonly [string, GivenValue] => [
  name,
  { text, source: { kind: 'default', name: `--${name}` } },
];

/** What the plugin assumes of a pod that says nothing. @see istio cni/pkg/plugin */
const DEFAULTS: Values = new Map([
  preset('istio-service-cidr', '*'),
  preset('istio-inbound-ports', '*'),
  preset('istio-local-exclude-ports', AGENT_PORTS.join(',')),
  preset('istio-local-outbound-ports-exclude', String(AGENT_STATUS_PORT)),
  preset('proxy-uid', String(PROXY_UID)),
  preset('proxy-gid', String(PROXY_UID)),
]);

type Check = (item: string) => Parsed<unknown>;

const STRICT = { compat: false, allowServiceNames: false };

/** The plugin is stricter than the init container: every item of a list has to be right, an empty one is not. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['istio-inbound-ports', listenPort],
  ['istio-outbound-ports', listenPort],
  ['istio-local-exclude-ports', listenPort],
  ['istio-local-outbound-ports-exclude', listenPort],
  ['istio-service-cidr', cidrItem(STRICT)],
  ['istio-service-exclude-cidr', cidrItem(STRICT)],
  ['istio-exclude-interfaces', interfaceItem('iptables', STRICT)],
  ['kube-virt-interfaces', interfaceItem('iptables', STRICT)],
]);

const WILDCARD: ReadonlySet<string> = new Set(['istio-inbound-ports', 'istio-service-cidr']);

function check(long: string, given: GivenValue): void {
  const { text } = given;
  const itemCheck = CHECKS.get(long);
  if (!itemCheck || text === '' || (text === '*' && WILDCARD.has(long))) return;
  for (const item of text.split(',')) {
    const parsed = itemCheck(item.trim());
    if ('reason' in parsed)
      throw badValue(given, item.trim() === '' ? 'it has an empty item' : parsed.reason, item || text);
  }
}

/** The user's list, and the agent's own ports behind it; each port once. */
function excludedInbound(given: GivenValue): GivenValue {
  const ports = [...itemsOf(given.text).map((item) => item.trim()), ...AGENT_PORTS];
  return { ...given, text: [...new Set(ports)].join(',') };
}

/** The ids the proxy runs under, where its container says so; root is taken for saying nothing. */
function identity(pod: PodSource): readonly (readonly [string, GivenValue])[] {
  const proxy = containerNamed(pod, ['istio-proxy']);
  if (!proxy) return [];
  const context = asMap(proxy.container['securityContext']);
  const fields = [
    ['proxy-uid', 'runAsUser'],
    ['proxy-gid', 'runAsGroup'],
  ] as const;
  return fields.flatMap(([long, field]) => {
    const id = context[field];
    if (typeof id !== 'number' || id === 0) return [];
    const range = pod.locate([...proxy.path, 'securityContext', field]);
    return [[long, { text: String(id), source: { kind: 'file', name: field, file: pod.file, range } }] as const];
  });
}

/** The flags of the plugin for a pod. Throws InputError for an annotation it refuses. */
function fromPod(pod: PodSource): PodValues {
  const { values, diagnostics } = annotatedFlags(pod);
  const excluded = pod.annotations.get(EXCLUDE_INBOUND);
  if (excluded) values.set('istio-local-exclude-ports', excluded);
  for (const [long, given] of values) check(long, given);
  const mode = values.get('istio-inbound-interception-mode');
  const known = mode && word(['REDIRECT', 'TPROXY'])(mode.text);
  if (mode && known && 'reason' in known) throw badValue(mode, known.reason);
  if (excluded) values.set('istio-local-exclude-ports', excludedInbound(excluded));
  const proxy = containerNamed(pod, ['istio-proxy']);
  const switched = switchedFlags(proxy ? containerEnv(pod, proxy) : new Map());
  for (const [long, given] of [...identity(pod), ...switched.values]) values.set(long, given);
  const dns = values.get('redirect-dns');
  // The plugin cannot know the nameservers of a pod that is not there yet.
  if (dns) values.set('capture-all-dns', dns);
  return { values, diagnostics: [...diagnostics, ...switched.diagnostics] };
}

/** A range of virtual addresses takes the place of all addresses. */
function withDefaults(values: Values): Values {
  const all = new Map([...DEFAULTS, ...values]);
  if (values.has('vip-range') && !values.has('istio-service-cidr')) all.delete('istio-service-cidr');
  return all;
}

/** Istio's sidecar as the CNI plugin programs it, from annotations. @see istio cni/pkg/plugin */
export const istioCniProfile: Profile = {
  name: 'istio-cni',
  summary: "Istio's sidecar, as the CNI plugin programs it",
  flags: FLAGS,
  formats: ['restore', 'commands', 'nft'],
  reasons: ISTIO_REASONS,
  plan: (input) => sidecarPlan({ ...input, values: withDefaults(input.values) }, 'istio-cni'),
  fromPod,
};
