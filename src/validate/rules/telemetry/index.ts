/** The rules for Telemetry. @see https://istio.io/latest/docs/reference/config/telemetry/ */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { policyTargets } from '../shared/policies.ts';
import { celSyntaxError } from './cel-syntax.ts';

const DEFAULT_OPERATION = 'UPSERT';

/** What a tag may be read from, each with what it has to say. */
const TAG_SOURCES = [
  ['literal', 'value', 'MSH2804'],
  ['header', 'name', 'MSH2805'],
  ['environment', 'name', 'MSH2806'],
] as const;

function* providers(of: Cursor): Problems {
  for (const at of of.items('providers'))
    if (!at.says('name')) yield problem('MSH2800', at.at('name'), `${at.name} has no name`);
}

function* customTags(of: Cursor): Problems {
  for (const { key, at } of of.entries('customTags')) {
    if (key === '') yield problem('MSH2803', at, 'a tag has an empty name', { of: 'key' });
    for (const [field, part, code] of TAG_SOURCES)
      if (at.has(field) && !at.at(field).says(part))
        yield problem(code, at.at(field).at(part), `the ${field} of the tag ${quoted(key)} has no ${part}`);
  }
}

function* tracing(spec: Cursor): Problems {
  const all = spec.items('tracing');
  const [, second] = all;
  if (second)
    yield problem('MSH2801', second, `there are ${all.length} entries in tracing, of which the first is used`);
  for (const at of all) {
    const [, other] = at.items('providers');
    if (other) yield problem('MSH2802', other, `${at.name} has several providers, of which the first is used`);
    yield* providers(at);
    const percentage = at.at('randomSamplingPercentage');
    if (percentage.number < 0 || percentage.number > 100)
      yield problem('MSH2807', percentage, `randomSamplingPercentage ${percentage.number} is not between 0 and 100`);
    yield* customTags(at);
  }
}

function* tagOverrides(override: Cursor): Problems {
  for (const { key, at } of override.entries('tagOverrides')) {
    const operation = at.at('operation').text || DEFAULT_OPERATION;
    if (operation === 'UPSERT' && !at.says('value'))
      yield problem('MSH2808', at, `the tag ${quoted(key)} is to be set, but has no value`);
    if (operation === 'REMOVE' && at.says('value'))
      yield problem('MSH2809', at.at('value'), `the tag ${quoted(key)} is to be removed, but has a value`);
  }
}

function* metrics(spec: Cursor): Problems {
  for (const at of spec.items('metrics')) {
    yield* providers(at);
    for (const override of at.items('overrides')) {
      yield* tagOverrides(override);
      const metric = override.at('match').at('customMetric');
      if (metric.exists && metric.text === '') yield problem('MSH2810', metric, 'customMetric is empty');
    }
  }
}

function* accessLogging(spec: Cursor): Problems {
  for (const at of spec.items('accessLogging')) {
    const filter = at.at('filter');
    const expression = filter.at('expression');
    const why = filter.exists ? celSyntaxError(expression.text) : undefined;
    if (why !== undefined)
      yield problem('MSH2811', expression, `the filter ${quoted(expression.text)} is not an expression in CEL: ${why}`);
    yield* providers(at);
  }
}

/** The rules for Telemetry. */
export function* telemetry(resource: Resource): Problems {
  const { spec } = resource;
  yield* policyTargets(spec);
  yield* metrics(spec);
  yield* tracing(spec);
  yield* accessLogging(spec);
}
