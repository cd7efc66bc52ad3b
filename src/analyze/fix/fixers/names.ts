import { asMap, asString, getIn, stringMap } from '../../../model/json.ts';
import { certain } from '../../../model/suggest.ts';
import type { Context } from '../../context.ts';
import { knownHosts, serviceOf } from '../../facts/hosts.ts';
import type { AnalyzedKind } from '../../kinds.ts';
import { fullName } from '../../resource.ts';
import type { Broken, Fixer } from '../fix.ts';

/** A name with more wrong letters may be that of something that is not in the input. */
const EDITS = 1;

const CLUSTER = '.svc.cluster.local';

function hosts(context: Context, host: string, namespace: string): readonly string[] {
  const names = context.derive(knownHosts).names();
  if (host.includes('.')) return names;
  const end = `.${namespace}${CLUSTER}`;
  return names.filter((name) => name.endsWith(end)).map((name) => name.slice(0, -end.length));
}

function subsets({ object, path, context }: Broken, namespace: string): readonly string[] {
  const host = asString(getIn(object, [...path.slice(0, -1), 'host'])) ?? '';
  const service = fullName(serviceOf(host, namespace));
  return context
    .all('DestinationRule')
    .filter((rule) => fullName(serviceOf(rule.spec.host ?? '', rule.namespace)) === service)
    .flatMap(({ spec }) => (spec.subsets ?? []).flatMap(({ name }) => name || []));
}

/** The names of objects of a kind as an object in `namespace` may write them. */
function objects(context: Context, kind: AnalyzedKind, namespace: string): readonly string[] {
  return context.all(kind).flatMap((each) => [fullName(each), ...(each.namespace === namespace ? [each.name] : [])]);
}

/** The values that pods of a namespace have for a label. */
function labelValues(context: Context, label: string, namespace: string): readonly string[] {
  return context.all('Pod').flatMap((pod) => (pod.namespace === namespace ? (pod.labels[label] ?? []) : []));
}

/** What the name at the end of the path may be. */
function candidates(broken: Broken, name: string): readonly string[] {
  const { path, context, resource } = broken;
  const { namespace = '' } = resource;
  const [field, holder] = [path.at(-1), path.at(-2)];
  if (field === 'host') return hosts(context, name, namespace);
  if (field === 'subset') return subsets(broken, namespace);
  if (holder === 'gateways') return objects(context, 'Gateway', namespace);
  if (holder === 'namespaces') return context.all('Namespace').map((each) => each.name);
  if (holder === 'matchLabels' || holder === 'labels') return labelValues(context, String(field), namespace);
  return [];
}

/** Names of hosts, subsets, gateways, namespaces and labels that nobody has. */
export const missingNames: Fixer = {
  codes: ['IST0101', 'IST0174'],
  does: 'Corrects the name of a host, subset, gateway or namespace, or the value of a label, when one letter is wrong and one name is near.',
  fix(broken) {
    const name = getIn(broken.object, broken.path);
    const value = typeof name === 'string' ? certain(name, candidates(broken, name), EDITS) : undefined;
    return value === undefined ? [] : [{ kind: 'set', path: broken.path, value }];
  },
};

/** Labels no pod has together, of which one value is misspelt. */
export const labelsOfNobody: Fixer = {
  codes: ['IST0127', 'IST0173'],
  does: 'Corrects the value of a label that no pod has when one letter is wrong and one value is near.',
  fix({ object, path, context, resource }) {
    const labels = stringMap(getIn(object, path));
    const strange = Object.entries(labels).flatMap(([label, value]) => {
      const values = labelValues(context, label, resource.namespace ?? '');
      return values.includes(value) ? [] : [{ label, value: certain(value, values, EDITS) }];
    });
    const [only, ...others] = strange;
    if (only?.value === undefined || others.length > 0) return [];
    return [{ kind: 'set', path: [...path, only.label], value: only.value }];
  },
};

/** The kinds that references of the Gateway API name where they name none. */
const REFERRED = { parentRefs: 'KubernetesGateway', backendRefs: 'Service' } as const satisfies Record<
  string,
  AnalyzedKind
>;

/** Parents and backends of routes of the Gateway API that are not there. */
export const references: Fixer = {
  codes: ['MSH3030', 'MSH3031'],
  does: 'Corrects the name of a parent or backend of a route when one letter is wrong and one name is near.',
  fix({ object, path, context, resource }) {
    const list = path.findLast((step) => step === 'parentRefs' || step === 'backendRefs');
    const reference = asMap(getIn(object, path.slice(0, -1)));
    const name = asString(reference['name']);
    if (path.at(-1) !== 'name' || list === undefined || name === undefined || reference['kind'] !== undefined)
      return [];
    const namespace = asString(reference['namespace']) ?? resource.namespace ?? '';
    const kind = REFERRED[list === 'parentRefs' ? 'parentRefs' : 'backendRefs'];
    const names = context.all(kind).flatMap((each) => (each.namespace === namespace ? each.name : []));
    const value = certain(name, names, EDITS);
    return value === undefined ? [] : [{ kind: 'set', path, value }];
  },
};
