/** From template names to a pod with their fields in it. */
import { TemplateError, type TraceSegment } from '../gotemplate/index.ts';
import { MergeError, strategicMerge } from '../k8s/merge.ts';
import { K8S } from '../k8s/types.ts';
import { asList, asMap, isMap, type JsonMap } from '../model/json.ts';
import { type MemoLoader, YamlLoadError } from '../yaml/load.ts';
import { BUILT_IN, type InjectConfig, type InjectionTemplate } from './config.ts';
import { TEMPLATES } from './constants.ts';
import { nameOf, type Pod } from './pod.ts';
import { Refusal } from './problem.ts';

/** What one template wrote, for the explanation. */
export interface Rendered {
  readonly template: InjectionTemplate;
  readonly text: string;
  readonly overlay: JsonMap;
  readonly segments: readonly TraceSegment[];
}

const POD = K8S.struct('Pod');

/** The templates a pod gets: what its annotation asks for, else the default; aliases are the webhook's. Throws `Refusal` for a name nobody knows. */
export function selectTemplates(asked: string | undefined, config: InjectConfig): readonly InjectionTemplate[] {
  const wanted = asked === undefined ? config.defaultTemplates : asked.split(',').map((name) => name.trim());
  const aliases = config.webhook?.aliases ?? {};
  const names = wanted.flatMap((name) => (Object.hasOwn(aliases, name) ? (aliases[name] ?? []) : [name]));
  return names.map((name) => {
    const template = config.templates.get(name);
    if (template) return template;
    const known = [...config.templates.keys()].sort().join(', ');
    const message = `the template "${name}" does not exist; there are ${known}`;
    throw new Refusal([{ code: 'MSH1002', message, path: ['metadata', 'annotations', TEMPLATES] }]);
  });
}

/** A failure of a template: a mistake in the user's configuration, unless the template is meshctl's own. */
function failed(template: InjectionTemplate, code: 'MSH1004' | 'MSH1005', message: string): Refusal {
  return new Refusal([{ code: template.origin === BUILT_IN ? 'MSH1011' : code, message, path: [] }]);
}

/** Runs a template and reads what it wrote. Throws `Refusal` with the template's name and line when either fails. */
export function renderTemplate(
  template: InjectionTemplate,
  data: unknown,
  loader: MemoLoader,
  trace: boolean,
): Rendered {
  const segments: TraceSegment[] = [];
  let text: string;
  try {
    text = template.template.execute(data, trace ? { trace: (segment) => void segments.push(segment) } : {});
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw failed(
      template,
      'MSH1004',
      `the template "${template.name}" (${template.origin}) failed at line ${error.line}: ${error.message}`,
    );
  }
  return { template, text, overlay: readOverlay(template, text, loader), segments };
}

function readOverlay(template: InjectionTemplate, text: string, loader: MemoLoader): JsonMap {
  const where = `the template "${template.name}" (${template.origin})`;
  let value: unknown;
  try {
    value = loader.load(text);
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    const line = text.split('\n')[error.line - 1]?.trim() ?? '';
    throw failed(
      template,
      'MSH1005',
      `${where} rendered text that is not YAML: ${error.reason} at rendered line ${error.line}: ${line}`,
    );
  }
  if (value === null || value === undefined) return {};
  if (!isMap(value))
    throw failed(
      template,
      'MSH1005',
      `${where} rendered a ${Array.isArray(value) ? 'list' : typeof value} where a pod was expected`,
    );
  return value;
}

/** The keys of a volume that say where it comes from, and are set. */
const sourcesOf = (volume: unknown): readonly string[] =>
  Object.entries(asMap(volume)).flatMap(([key, value]) => (key === 'name' || value === null ? [] : [key]));

/**
 * The pod without the sources of volumes for which an overlay names another one: a volume has one source, and the mounts of the
 * templates are made for theirs. `replaced` are the names of these volumes.
 */
export function withoutRivalSources(
  pod: Pod,
  overlay: JsonMap,
): { readonly pod: Pod; readonly replaced: readonly string[] } {
  const named = new Map(asList(asMap(overlay['spec'])['volumes']).map((volume) => [nameOf(volume), sourcesOf(volume)]));
  const isRival = (volume: unknown): boolean => {
    const sources = named.get(nameOf(volume)) ?? [];
    return sources.length > 0 && sourcesOf(volume).some((key) => !sources.includes(key));
  };
  const volumes = asList(pod.spec['volumes']);
  const replaced = volumes.filter(isRival).map(nameOf);
  if (replaced.length === 0) return { pod, replaced };
  const left = volumes.map((volume) => (isRival(volume) ? { name: nameOf(volume) } : volume));
  return { pod: { ...pod, spec: { ...pod.spec, volumes: left } }, replaced };
}

/** The pod with an overlay merged into it. Throws `Refusal` when the two do not fit. */
export function mergeOverlay(pod: Pod, rendered: Rendered): Pod {
  try {
    const merged = asMap(strategicMerge(POD, { metadata: pod.metadata, spec: pod.spec }, rendered.overlay));
    return { metadata: asMap(merged['metadata']), spec: asMap(merged['spec']) };
  } catch (error) {
    if (!(error instanceof MergeError)) throw error;
    const where = `the template "${rendered.template.name}" (${rendered.template.origin})`;
    throw new Refusal([
      { code: 'MSH1006', message: `${where} does not fit the pod: ${error.message}`, path: error.path },
    ]);
  }
}
