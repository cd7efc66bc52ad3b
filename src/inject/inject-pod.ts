/** One pod, from what the user wrote to what the injector makes of it. Pure. */
import { typeProblems } from '../k8s/decode.ts';
import { K8S } from '../k8s/types.ts';
import { goBoolean } from '../model/go-boolean.ts';
import { asMap, asString, entry, getIn, type JsonMap, stringMap } from '../model/json.ts';
import type { MemoLoader } from '../yaml/load.ts';
import { proxyConfigAnnotation, validateAnnotations } from './annotations.ts';
import type { InjectConfig } from './config.ts';
import { DEFAULT_STATUS_PORT, INTERCEPTION_MODE, NATIVE_SIDECAR, NETWORK_ENV, TEMPLATES } from './constants.ts';
import { envConflicts } from './env-conflict.ts';
import { clusterEnv, forceEnv, proxyUser } from './identity.ts';
import { proxyImage, proxyInitImage } from './image.ts';
import { mergeProxyConfig } from './mesh-config.ts';
import { markInjected, statusText } from './metadata.ts';
import { nameConflicts } from './name-conflict.ts';
import { normaliseStruct } from './normalise.ts';
import { orderContainers } from './order.ts';
import {
  applyOverrides,
  carriedContainers,
  dropAssignedUser,
  followProxyUser,
  keepResidue,
  moveOwnProxy,
  type OwnContainer,
  ownContainers,
} from './overrides.ts';
import type { Workload } from './owner.ts';
import { type Pod, withMetadata } from './pod.ts';
import { readStatus, stripInjection } from './previous.ts';
import { rewriteProbes } from './probes.ts';
import { type Problem, Refusal } from './problem.ts';
import { announceSecureMetrics, mergePrometheus } from './prometheus.ts';
import { proxyConfigResources } from './proxy-config-resources.ts';
import { mergeOverlay, type Rendered, renderTemplate, selectTemplates, withoutRivalSources } from './render.ts';
import { templateData } from './template/data.ts';
import { TEMPLATE_2018 } from './templates/index.ts';

/** A pod to inject, and what is known of it. */
export interface PodSubject {
  readonly pod: Pod;
  readonly workload: Workload;
  /** The pod's namespace, empty when nothing says. */
  readonly namespace: string;
  /** What an earlier run remembers to have carried over; see {@link InjectedPod.carried}. */
  readonly carried?: readonly JsonMap[];
}

/** How a run works, apart from what it is configured to do. */
export interface PodRun {
  readonly loader: MemoLoader;
  /** Ask templates where each piece of their output came from. */
  readonly trace: boolean;
}

/** A pod with its sidecar, and what is told of the way there. */
export interface InjectedPod {
  readonly pod: Pod;
  readonly rendered: readonly Rendered[];
  readonly warnings: readonly Problem[];
  /** Containers of an earlier injection whose fields went on as if they were the user's; the next injection does not find them any more. */
  readonly carried: readonly JsonMap[];
}

const EMPTY: Pod = { metadata: {}, spec: {} };
const POD = K8S.struct('Pod');

/** What is decided about a pod before anything is rendered. */
interface Settings {
  readonly annotations: Readonly<Record<string, string>>;
  readonly proxyConfig: JsonMap;
  readonly native: boolean;
  readonly hold: boolean;
  readonly tproxy: boolean;
  /** The agent's port by mesh config. */
  readonly statusPort: number;
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
}

function settingsOf(subject: PodSubject, config: InjectConfig): Settings {
  const annotations = stringMap(subject.pod.metadata['annotations']);
  const meshDefault = config.meshConfig['defaultConfig'];
  const byResources = config.webhook ? proxyConfigResources(subject, config, config.webhook.proxyConfigs) : {};
  const proxyConfig = mergeProxyConfig(
    mergeProxyConfig(meshDefault, byResources),
    proxyConfigAnnotation(annotations).config,
  );
  const statusPort = entry(meshDefault, 'statusPort');
  const hold =
    proxyConfig['holdApplicationUntilProxyStarts'] === true ||
    getIn(config.values, ['global', 'proxy', 'holdApplicationUntilProxyStarts']) === true;
  return {
    annotations,
    proxyConfig,
    native: goBoolean(annotations[NATIVE_SIDECAR] ?? '') ?? config.nativeSidecars,
    hold,
    tproxy: (annotations[INTERCEPTION_MODE] ?? asString(proxyConfig['interceptionMode'])) === 'TPROXY',
    statusPort: typeof statusPort === 'number' ? statusPort : DEFAULT_STATUS_PORT,
    env: clusterEnv(subject.pod, config),
    user: proxyUser(config.namespaces.get(subject.namespace || 'default'), config.openshift),
  };
}

function dataFor(pod: Pod, workload: Workload, settings: Settings, config: InjectConfig): unknown {
  const policy = getIn(config.meshConfig, ['inboundTrafficPolicy', 'mode']);
  return templateData({
    typeMeta: { apiVersion: workload.apiVersion, kind: workload.kind },
    deploymentMeta: { name: workload.name, namespace: workload.namespace },
    objectMeta: pod.metadata,
    spec: pod.spec,
    proxyConfig: settings.proxyConfig,
    meshConfig: config.meshConfig,
    values: config.values,
    revision: config.revision,
    nativeSidecars: settings.native,
    proxyImage: proxyImage(config.values, settings.proxyConfig, settings.annotations),
    proxyInitImage: proxyInitImage(config.values, settings.annotations),
    proxyUID: settings.user.uid,
    proxyGID: settings.user.gid,
    inboundTrafficPolicyMode: policy === 'LOCALHOST' ? 'localhost' : 'passthrough',
    compliancePolicy: config.compliancePolicy,
  });
}

/** After the templates of 2018 nothing else happened: neither probes nor metrics were touched. */
function finish2018({ merged, produced, config }: Finishing, rendered: readonly Rendered[]): Pod {
  const version = config.sha256(rendered.map(({ text }) => text).join(''));
  return orderContainers(markInjected(merged, statusText(produced, '', version), ''), false, false);
}

/** Values of the wrong type in what templates wrote; the reference refuses them once they are merged, so numbers do not pass for text. */
function misfits(produced: Pod): readonly Problem[] {
  const problems = typeProblems('Pod', { metadata: produced.metadata, spec: produced.spec }, 'json');
  return problems.map(({ path, message }) => ({
    code: 'MSH1006',
    message: `the templates wrote ${path.join('.')}, which does not fit a pod: ${message}`,
    path,
  }));
}

function dnsWarning(pod: Pod): readonly Problem[] {
  const policy = asString(pod.spec['dnsPolicy']);
  if (policy === undefined || policy === '' || policy === 'ClusterFirst') return [];
  const message = `the pod's dnsPolicy is "${policy}", so the proxy may not find the control plane`;
  return [{ code: 'MSH1103', message, path: ['spec', 'dnsPolicy'] }];
}

/** The pod with the sidecar in it. Throws `Refusal` with everything that is wrong when it cannot be injected. */
export function injectPod(subject: PodSubject, config: InjectConfig, run: PodRun): InjectedPod {
  const invalid = validateAnnotations(subject.pod.metadata);
  if (invalid.length > 0) throw new Refusal(invalid);
  const warnings: Problem[] = [...dnsWarning(subject.pod)];
  const warn = (problem: Problem): void => void warnings.push(problem);
  const settings = settingsOf(subject, config);
  const templates = selectTemplates(settings.annotations[TEMPLATES], config);

  const stripped = stripInjection(subject.pod, settings.statusPort, warn);
  const data = dataFor(stripped.pod, subject.workload, settings, config);
  const rendered = templates.map((template) => renderTemplate(template, data, run.loader, run.trace));
  const produced = rendered.reduce(mergeOverlay, EMPTY);
  const problems = misfits(produced);
  if (problems.length > 0) throw new Refusal(problems);
  const user = moveOwnProxy(stripped.pod, produced);
  const merged = rendered.reduce(
    config.compat ? mergeOverlay : mergeReplacing(readStatus(subject.pod)?.volumes ?? [], warn),
    user,
  );

  const work: Finishing = {
    merged,
    produced,
    user,
    subject,
    settings,
    config,
    carried: carriedContainers(subject, readStatus(subject.pod), produced),
    ...(stripped.probers ? { probers: stripped.probers } : {}),
  };
  const is2018 = templates.some(({ name }) => name === TEMPLATE_2018);
  const pod = is2018 ? finish2018(work, rendered) : finish(work, warn);
  const clean = normaliseStruct(POD, { metadata: pod.metadata, spec: pod.spec }, subject.pod);
  const written: Pod = { metadata: asMap(clean['metadata']), spec: asMap(clean['spec']) };
  for (const problem of envConflicts(subject.pod, written)) warn(problem);
  for (const problem of nameConflicts({ given: subject.pod, user }, written)) warn(problem);
  const carried = is2018 ? [] : work.carried.map(({ container }) => container);
  return { pod: keepResidue(written, ownContainers(user, produced)), rendered, warnings, carried };
}

/** Merges an overlay; where it names another source for a volume, that one counts, since Kubernetes refuses a volume with two. */
const mergeReplacing =
  (injected: readonly string[], warn: (problem: Problem) => void) =>
  (pod: Pod, rendered: Rendered): Pod => {
    const { pod: own, replaced } = withoutRivalSources(pod, rendered.overlay);
    for (const name of replaced) {
      // One that an earlier injection brought is nobody's.
      if (injected.includes(name)) continue;
      const message = `the template "${rendered.template.name}" replaces the source of the pod's volume "${name}" with its own`;
      warn({ code: 'MSH1114', message, path: ['spec', 'volumes'] });
    }
    return mergeOverlay(own, rendered);
  };

interface Finishing {
  readonly merged: Pod;
  readonly produced: Pod;
  readonly user: Pod;
  readonly subject: PodSubject;
  readonly settings: Settings;
  readonly config: InjectConfig;
  readonly probers?: string;
  readonly carried: readonly OwnContainer[];
}

/** What follows the templates: the user's own settings, the environment, metrics, the order of containers, metadata. */
function finish(work: Finishing, warn: (problem: Problem) => void): Pod {
  const { settings, config, produced } = work;
  const wrote = ownContainers(work.user, produced);
  const own = config.openshift ? dropAssignedUser(wrote, work.subject.pod) : wrote;
  const overridden = followProxyUser(applyOverrides(work.merged, own, work.carried), own, settings.tproxy);
  const placed = forceEnv(overridden, settings.env);
  const scraped = announceSecureMetrics(mergePrometheus(placed, config.meshConfig, settings.statusPort, warn));
  const probed = rewriteProbes(scraped, config.values, settings.statusPort, work.probers, warn);
  const marked = markInjected(probed, statusText(produced, config.revision), settings.env[NETWORK_ENV] ?? '');
  const annotated = withMetadata(marked, 'annotations', { ...config.webhook?.injectedAnnotations });
  return orderContainers(annotated, settings.native, settings.hold);
}
