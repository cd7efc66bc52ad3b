/** Validating a pod's annotations before anything is rendered. */
import { isQuantity } from '../k8s/quantity.ts';
import { asMap, type JsonMap, stringMap } from '../model/json.ts';
import { loadYaml, YamlLoadError } from '../yaml/load.ts';
import { ANNOTATION_CHECKS, QUANTITY_ANNOTATIONS, quantityReason } from './annotation-checks.ts';
import { PROXY_CONFIG } from './constants.ts';
import { proxyConfigReasons } from './mesh-config.ts';
import type { Problem } from './problem.ts';
import { canonicalMessage } from './proto-json.ts';

const shown = (value: string): string => JSON.stringify(value).slice(1, -1);

function problem(name: string, value: string, reason: string): Problem {
  return {
    code: 'MSH1001',
    message:
      `the annotation ${name} has the value "${shown(value)}", which is not allowed: it ${reason.startsWith('must') ? reason : `is invalid: ${reason}`}`.replace(
        'it is invalid: ',
        '',
      ),
    path: ['metadata', 'annotations', name],
  };
}

/** The ProxyConfig a pod's annotation holds, and what is wrong with it. */
export function proxyConfigAnnotation(annotations: Readonly<Record<string, string>>): {
  readonly config: JsonMap;
  readonly reasons: readonly string[];
} {
  const text = annotations[PROXY_CONFIG];
  if (text === undefined) return { config: {}, reasons: [] };
  try {
    const value = canonicalMessage('ProxyConfig', loadYaml(text));
    return { config: asMap(value), reasons: proxyConfigReasons(value) };
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    return { config: {}, reasons: [`it is not YAML: ${error.reason}`] };
  }
}

/** Every annotation whose value is not allowed; none is left for the templates to trip over. */
export function validateAnnotations(metadata: JsonMap): readonly Problem[] {
  const annotations = stringMap(metadata['annotations']);
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(annotations)) {
    const check = Object.hasOwn(ANNOTATION_CHECKS, name) ? ANNOTATION_CHECKS[name] : undefined;
    const reason = check
      ? check(value)
      : QUANTITY_ANNOTATIONS.includes(name)
        ? quantityReason(value, isQuantity)
        : undefined;
    if (reason !== undefined) problems.push(problem(name, value, reason));
  }
  const { reasons } = proxyConfigAnnotation(annotations);
  return [...problems, ...reasons.map((reason) => problem(PROXY_CONFIG, annotations[PROXY_CONFIG] ?? '', reason))];
}
