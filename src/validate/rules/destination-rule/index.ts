/** The rules for DestinationRule. @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted, unheard } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { wildcardDomain } from '../shared/domains.ts';
import { exportTo } from '../shared/export-to.ts';
import { labelMap, workloadSelector } from '../shared/labels.ts';
import { isDnsLabel } from '../shared/names.ts';
import { trafficPolicy } from './traffic-policy.ts';

/** The problems with their warnings as some that istioctl loses. */
function* quietWarnings(problems: Problems): Problems {
  for (const item of problems) {
    if (item.level === 'warning') yield* unheard([item]);
    else yield item;
  }
}

function* subset(at: Cursor, namespace: string): Problems {
  const name = at.at('name');
  if (name.text === '') yield problem('MSH2261', name, `${at.name} has no name`);
  else if (!isDnsLabel(name.text))
    yield problem('MSH2039', name, `the name ${quoted(name.text)} of a subset is not a DNS label`);
  yield* labelMap(at, 'labels');
  yield* quietWarnings(trafficPolicy(at.at('trafficPolicy'), namespace));
}

function* subsets(spec: Cursor, namespace: string): Problems {
  const seen = new Set<string>();
  for (const at of spec.items('subsets')) {
    const name = at.at('name').text;
    if (seen.has(name))
      yield problem('MSH2260', at.at('name'), `there is another subset ${quoted(name)}`, { echo: name === '' });
    seen.add(name);
    yield* subset(at, namespace);
  }
}

/** What is chosen by a selector is for the workloads of its own namespace. */
function* selectorExports(resource: Resource): Problems {
  const entries = resource.spec.at('exportTo');
  const names = new Set(entries.texts.map((name) => (name === '.' ? resource.namespace : name)));
  if (names.size > 1) yield problem('MSH2262', entries, 'exportTo has several entries beside workloadSelector');
  else if (names.size === 1 && !names.has(resource.namespace))
    yield problem('MSH2263', entries, 'exportTo names another namespace beside workloadSelector');
}

/** The rules for DestinationRule. */
export function* destinationRule(resource: Resource): Problems {
  const { spec, namespace } = resource;
  yield* wildcardDomain(spec.at('host'));
  yield* trafficPolicy(spec.at('trafficPolicy'), namespace);
  yield* subsets(spec, namespace);
  yield* exportTo(resource);
  const selector = spec.at('workloadSelector');
  if (selector.exists) yield* selectorExports(resource);
  yield* workloadSelector(selector);
}
