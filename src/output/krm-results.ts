import { codeDocs } from '../model/codes.ts';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { getIn, type JsonMap } from '../model/json.ts';

/**
 * A finding as functions on Kubernetes' resources tell it.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
 */
export interface KrmResult extends JsonMap {
  readonly message: string;
  readonly severity: Level;
}

/** A finding about an item of a ResourceList. */
export interface ItemFinding {
  readonly finding: Diagnostic;
  /** The item; absent for findings about none. */
  readonly item?: JsonMap | undefined;
}

/** Where the item was read from, the newer annotations first. */
const PATHS = ['internal.config.kubernetes.io/path', 'config.kubernetes.io/path'];
const INDEXES = ['internal.config.kubernetes.io/index', 'config.kubernetes.io/index'];

function annotation(item: JsonMap, names: readonly string[]): string | undefined {
  const values = names.map((name) => getIn(item, ['metadata', 'annotations', name]));
  return values.find((value) => typeof value === 'string');
}

function fileOf(item: JsonMap): JsonMap | undefined {
  const path = annotation(item, PATHS);
  if (path === undefined) return undefined;
  const index = Number(annotation(item, INDEXES));
  return { path, ...(Number.isInteger(index) ? { index } : {}) };
}

/** `spec.http[0].route`; keys that are no names in quotes. */
function fieldText(path: NonNullable<Diagnostic['path']>): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

function fieldOf({ path = [] }: Diagnostic, item: JsonMap): JsonMap | undefined {
  if (path.length === 0) return undefined;
  const value = getIn(item, path);
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { path: fieldText(path), ...(plain ? { currentValue: value } : {}) };
}

/** What other programs may ask of a finding; all of it is text. */
function tagsOf(finding: Diagnostic): JsonMap {
  const more = ['analyzer', 'confidence', 'layer'] as const;
  const told = Object.entries(finding).filter(([name]) => more.some((each) => each === name));
  const docs = codeDocs(finding.code);
  return {
    code: finding.code,
    ...Object.fromEntries(told),
    ...(finding.remediation === undefined ? {} : { remediation: finding.remediation }),
    ...(docs === undefined ? {} : { docs }),
  };
}

/** A finding as an entry of `results`. */
export function krmResult({ finding, item }: ItemFinding): KrmResult {
  const { message, level, origin } = finding;
  const { resource } = origin;
  const file = item && fileOf(item);
  const field = item && fieldOf(finding, item);
  return {
    message,
    severity: level,
    ...(resource ? { resourceRef: { ...resource } } : {}),
    ...(field ? { field } : {}),
    ...(file ? { file } : {}),
    tags: tagsOf(finding),
  };
}
