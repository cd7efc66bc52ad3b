/** One scrape endpoint for the application's metrics and the proxy's. */

import { goJson } from '../k8s/decode.ts';
import { goBoolean } from '../model/go-boolean.ts';
import { asMap, asString, entry, isMap, type JsonMap, stringMap } from '../model/json.ts';
import {
  MERGE_METRICS,
  PROMETHEUS_ENV,
  RESERVED_PORTS,
  SCRAPE_TARGETS,
  SECURE_METRICS_ENV,
  SECURE_PORT,
} from './constants.ts';
import { envValue, findProxy, mapProxy, type Pod, withEnv, withMetadata } from './pod.ts';
import { type Problem, Refusal } from './problem.ts';

/** What the agent is told about the application's own metrics; the key order is that of the variable's JSON. */
interface ScrapeConfig {
  readonly scrape: string;
  readonly path: string;
  readonly port: string;
  readonly targets?: readonly { readonly port: string; readonly path: string }[];
}

const FIELDS = ['scrape', 'path', 'port'] as const;
type Field = (typeof FIELDS)[number];

/** Annotation keys count whatever their punctuation, as Prometheus itself sanitises them. */
const sanitised = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_');
function fieldOf(key: string): Field | undefined {
  if (!key.startsWith('prometheus')) return undefined;
  const name = sanitised(key);
  return FIELDS.find((field) => name === `prometheus_io_${field}`);
}

const METRICS_PATH = '/stats/prometheus';
const DEFAULT_TARGET_PATH = '/metrics';

function scrapeOf(annotations: Readonly<Record<string, string>>): Partial<Record<Field, string>> {
  const out: Partial<Record<Field, string>> = {};
  for (const [key, value] of Object.entries(annotations)) {
    const field = fieldOf(key);
    if (field) out[field] = value;
  }
  return out;
}

/** Whether metrics are merged at all: annotation, else mesh config, else yes; never for a pod that is not to be scraped. */
export function mergesMetrics(annotations: Readonly<Record<string, string>>, meshConfig: unknown): boolean {
  const refused = Object.entries(annotations).some(
    ([key, value]) => fieldOf(key) === 'scrape' && goBoolean(value) === false,
  );
  if (refused) return false;
  const asked = goBoolean(annotations[MERGE_METRICS] ?? '');
  if (asked !== undefined) return asked;
  const mesh = entry(meshConfig, 'enablePrometheusMerge');
  return typeof mesh === 'boolean' ? mesh : true;
}

/** `8080:/metrics,9100` as targets; `undefined` when the text is not of that form. */
function parseTargets(text: string): { port: string; path: string }[] | undefined {
  const targets = text.split(',').map((item) => {
    const match = /^\s*([0-9]+)(?::(\/?[^\s]*))?\s*$/.exec(item);
    return match ? { port: match[1] ?? '', path: match[2] || DEFAULT_TARGET_PATH } : undefined;
  });
  return targets.every((target) => target !== undefined) ? targets : undefined;
}

function portReason(port: string, what: string): string | undefined {
  const number = Number(port);
  if (!/^[0-9]+$/.test(port) || number < 1 || number > 65_535) return `${what} "${port}" is not a port from 1 to 65535`;
  const owner = RESERVED_PORTS[number];
  return owner === undefined ? undefined : `${what} ${port} belongs to ${owner} and cannot be scraped`;
}

function checkTargets(targets: NonNullable<ScrapeConfig['targets']>, statusPort: number): void {
  for (const { port } of targets) {
    const reason =
      Number(port) === statusPort
        ? `the scrape target ${port} is the agent's own port`
        : portReason(port, 'the scrape target');
    if (reason) refuse(reason, SCRAPE_TARGETS);
  }
}

function refuse(reason: string, annotation: string): never {
  const message = `metrics cannot be merged: ${reason}`;
  throw new Refusal([{ code: 'MSH1009', message, path: ['metadata', 'annotations', annotation] }]);
}

function keyOf(annotations: Readonly<Record<string, string>>, field: Field): string {
  return Object.keys(annotations).find((key) => fieldOf(key) === field) ?? `prometheus.io/${field}`;
}

function collect(
  annotations: Readonly<Record<string, string>>,
  statusPort: number,
  warn: (problem: Problem) => void,
): ScrapeConfig | undefined {
  const { scrape = '', path = '', port = '' } = scrapeOf(annotations);
  if (port !== '') {
    const reason = portReason(port, 'the port');
    if (reason) refuse(reason, keyOf(annotations, 'port'));
  }
  const wanted = annotations[SCRAPE_TARGETS];
  const targets = wanted === undefined ? undefined : parseTargets(wanted);
  if (wanted !== undefined && !targets) {
    const message = `the annotation ${SCRAPE_TARGETS} "${wanted}" is not a list of port:path and is ignored`;
    warn({ code: 'MSH1109', message, path: ['metadata', 'annotations', SCRAPE_TARGETS] });
  }
  const [first] = targets ?? [];
  if (targets && first) {
    checkTargets(targets, statusPort);
    return { scrape, path: first.path, port: first.port, targets };
  }
  return scrape === '' && path === '' && port === '' ? undefined : { scrape, path, port };
}

/** Points the scrape annotations at the agent and tells the agent where the application's own metrics are. Throws `Refusal` for ports that cannot be scraped. */
export function mergePrometheus(
  pod: Pod,
  meshConfig: unknown,
  statusPort: number,
  warn: (problem: Problem) => void,
): Pod {
  const annotations = stringMap(pod.metadata['annotations']);
  if (!mergesMetrics(annotations, meshConfig)) return pod;
  if (scrapeOf(annotations).port === String(statusPort)) return pod;
  const scrape = collect(annotations, statusPort, warn);
  const withProxy = scrape ? mapProxy(pod, (container) => withEnv(container, PROMETHEUS_ENV, goJson(scrape))) : pod;
  return withMetadata(dropPrometheus(withProxy), 'annotations', {
    'prometheus.io/port': String(statusPort),
    'prometheus.io/path': METRICS_PATH,
    'prometheus.io/scrape': 'true',
  });
}

/** The pod without any annotation that tells Prometheus where to scrape. */
function dropPrometheus(pod: Pod): Pod {
  const gone = Object.keys(asMap(pod.metadata['annotations'])).filter(
    (key) => fieldOf(key) !== undefined || key === SCRAPE_TARGETS,
  );
  return gone.length === 0
    ? pod
    : withMetadata(pod, 'annotations', Object.fromEntries(gone.map((key) => [key, undefined])));
}

/**
 * Whether the scrape annotations are those that injection writes. The port alone does not tell: who names the agent's port
 * himself is left alone by {@link mergePrometheus}, so a second injection must not take that for its own either.
 */
export function isMergedPrometheus(pod: Pod, statusPort: number): boolean {
  const { scrape, path, port } = scrapeOf(stringMap(pod.metadata['annotations']));
  return port === String(statusPort) && path === METRICS_PATH && goBoolean(scrape ?? '') === true;
}

/** Takes the merged scrape annotations out and puts back those the proxy's variable remembers. */
export function restorePrometheus(pod: Pod, remembered: string | undefined): Pod {
  const clean = dropPrometheus(pod);
  const saved = parseSaved(remembered);
  if (!saved) return clean;
  const back: Record<string, string> = {};
  const targets = Array.isArray(saved['targets']) ? saved['targets'].map(asMap) : [];
  for (const field of FIELDS) {
    const value = asString(saved[field]);
    // With targets, port and path only repeat the first of them.
    if (value && (field === 'scrape' || targets.length === 0)) back[`prometheus.io/${field}`] = value;
  }
  if (targets.length > 0)
    back[SCRAPE_TARGETS] = targets.map((target) => `${String(target['port'])}:${String(target['path'])}`).join(',');
  return withMetadata(clean, 'annotations', back);
}

function parseSaved(text: string | undefined): JsonMap | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Announces the port of metrics over mutual TLS when the proxy was told to open one. */
export function announceSecureMetrics(pod: Pod): Pod {
  const port = envValue(findProxy(pod)?.container, SECURE_METRICS_ENV);
  if (port === undefined || port === '' || port === '0') return pod;
  if (entry(pod.metadata['annotations'], SECURE_PORT) !== undefined) return pod;
  return withMetadata(pod, 'annotations', { [SECURE_PORT]: port });
}
