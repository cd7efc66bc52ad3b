/** From a pod to the flags of its init container. */

import { asMap, asString } from '../../../model/json.ts';
import { loadYaml, YamlLoadError } from '../../../yaml/load.ts';
import {
  annotatedFlags,
  containerEnv,
  containerFlags,
  containerNamed,
  EXCLUDE_INBOUND,
  INTERCEPTION_MODE,
  STATUS_PORT,
  switchedFlags,
} from '../../config/annotations.ts';
import { badValue, finding, itemsOf, shown, type Values } from '../../config/values.ts';
import { AGENT_STATUS_PORT, HEALTH_PORT, PROXY_METRICS_PORT, PROXY_UID } from '../../constants.ts';
import type { GivenValue, PodSource, PodValues } from '../profile.ts';
import { ISTIO_FLAGS } from './flags.ts';
import { probeFindings } from './probes.ts';

/** What the injector passes where no annotation says anything else. @see istio injection template, istio-init */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['istio-service-cidr', '*'],
  ['istio-inbound-ports', '*'],
]);

const PROXY_CONFIG = 'proxy.istio.io/config';

/** The variables that the annotation with the proxy's configuration sets. */
function metadataEnv({ annotations }: PodSource): ReadonlyMap<string, GivenValue> {
  const given = annotations.get(PROXY_CONFIG);
  if (!given) return new Map();
  try {
    const metadata = asMap(asMap(loadYaml(given.text))['proxyMetadata']);
    return new Map(
      Object.entries(metadata).map(([name, value]) => [
        name,
        { text: asString(value) ?? String(value), source: given.source },
      ]),
    );
  } catch (error) {
    if (error instanceof YamlLoadError) throw badValue(given, `it is not YAML: ${error.reason}`);
    throw error;
  }
}

/** The ports of the agent, and those the user excludes. */
function excludedInbound({ annotations }: PodSource): GivenValue {
  const own = annotations.get(EXCLUDE_INBOUND);
  const status = annotations.get(STATUS_PORT);
  const port = status?.text.trim() ?? String(AGENT_STATUS_PORT);
  const listed = itemsOf(own?.text ?? '').map((item) => item.trim());
  const added = port === '' || port === '0' || listed.includes(port) ? [] : [port];
  const ports = [PROXY_METRICS_PORT, HEALTH_PORT, ...listed, ...added];
  const source = (own ?? status)?.source ?? { kind: 'default', name: '--istio-local-exclude-ports' };
  return { text: ports.join(','), source };
}

/** No container takes anything of such a pod. */
const NOTHING: readonly string[] = ['istio-service-cidr', 'istio-inbound-ports', 'istio-outbound-ports'];

function fromAnnotations(pod: PodSource): PodValues {
  const { values, diagnostics } = annotatedFlags(pod);
  const switched = switchedFlags(metadataEnv(pod));
  for (const [long, text] of DEFAULTS) {
    if (!values.has(long)) values.set(long, { text, source: { kind: 'default', name: `--${long}` } });
  }
  values.set('istio-local-exclude-ports', excludedInbound(pod));
  for (const [long, given] of switched.values) values.set(long, given);
  const found = [...diagnostics, ...switched.diagnostics];
  const mode = values.get('istio-inbound-interception-mode');
  if (mode?.text === 'TPROXY') values.set('proxy-uid', { text: String(PROXY_UID), source: mode.source });
  if (mode?.text !== 'NONE') return { values, diagnostics: found };
  for (const long of NOTHING) values.set(long, { text: '', source: mode.source });
  values.delete('istio-inbound-interception-mode');
  const message = `${INTERCEPTION_MODE} is ${shown(mode.text)}: the pod gets no interception container`;
  return { values, diagnostics: [...found, finding('MSH4015', message, mode.source)] };
}

/** The arguments of the init container of a pod that was injected. */
function fromContainer(pod: PodSource): Values | undefined {
  const init = containerNamed(pod, ['istio-init', 'istio-validation']);
  if (!init) return undefined;
  const flags = containerFlags(pod, init, ISTIO_FLAGS);
  return flags && new Map([...switchedFlags(containerEnv(pod, init)).values, ...flags]);
}

/**
 * The flags the init container of a pod has, or would have: the arguments of one that was injected, else what the injector
 * makes of the annotations. Throws InputError for a ProxyConfig annotation that is no YAML.
 */
export function istioFromPod(pod: PodSource): PodValues {
  const injected = fromContainer(pod);
  const { values, diagnostics } = injected ? { values: injected, diagnostics: [] } : fromAnnotations(pod);
  return { values, diagnostics: [...diagnostics, ...probeFindings(pod, values)] };
}
