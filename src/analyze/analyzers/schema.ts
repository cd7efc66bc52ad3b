import { levelIn, rulesOf } from '../../validate/rules/index.ts';
import type { Problem } from '../../validate/rules/problem.ts';
import { resourceOf } from '../../validate/rules/resource.ts';
import { analyzer, type Found, found, type ShownAnalyzer } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { virtualService } from '../example.ts';
import { ANALYZED, type AnalyzedKind } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Kinds with rules about one object, in the order in which the reference looks at them. */
const KINDS = [
  'AuthorizationPolicy',
  'DestinationRule',
  'EnvoyFilter',
  'Gateway',
  'PeerAuthentication',
  'ProxyConfig',
  'RequestAuthentication',
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'TrafficExtension',
  'VirtualService',
  'WasmPlugin',
  'WorkloadEntry',
  'WorkloadGroup',
] as const satisfies readonly AnalyzedKind[];

/** Two rules keep their codes; the reference puts all others into one for errors and one for warnings. */
function findingOf(problem: Problem): Found | undefined {
  const level = levelIn(problem, 'reference');
  const { message, path, of } = problem;
  if (level === undefined) return undefined;
  if (problem.code === 'IST0130' || problem.code === 'IST0131') return found(problem.code, path, { message, of });
  return found(level === 'error' ? 'IST0106' : 'IST0133', path, { message, of });
}

/** The object as the reference rebuilds it for its rules: without labels and annotations. */
function rebuilt({ object, name, namespace }: AnalyzedResource): unknown {
  return { ...object, metadata: { name, ...(namespace === '' ? {} : { namespace }) } };
}

function* problemsOf(resource: AnalyzedResource, { settings }: Context): Generator<Found> {
  const rules = rulesOf(resource.group, resource.kind);
  if (!rules) return;
  const input = resourceOf({
    document: rebuilt(resource),
    spec: resource.spec,
    namespace: resource.namespace,
    istioNamespace: settings.istioNamespace,
    envoy: settings.envoy,
  });
  for (const problem of rules(input)) {
    const finding = findingOf(problem);
    if (finding) yield finding;
  }
}

const weighted = (weight: number): string =>
  virtualService('shop/web', `{hosts: [web], http: [{route: [{destination: {host: web}, weight: ${weight}}]}]}`);

function schemaAnalyzer(kind: AnalyzedKind): ShownAnalyzer {
  return analyzer({
    name: `schema-${ANALYZED.get(kind)?.kind ?? kind}`.toLowerCase(),
    codes: ['IST0106', 'IST0133', 'IST0130', 'IST0131'],
    subjects: [kind],
    inputs: [kind],
    description: `Each ${kind} keeps the rules the control plane has for one object.`,
    examples: { bad: weighted(-1), good: weighted(1) },
    view: 'reference',
    reference: `schema.ValidationAnalyzer.${kind}`,
    analyze: problemsOf,
  });
}

/** The rules about one object as the reference shows them; for a person they are findings with codes of their own. */
export const schemaAnalyzers: readonly ShownAnalyzer[] = KINDS.map(schemaAnalyzer);
