import { isHttp } from '../../mesh/protocol.ts';
import type { AuthorizationPolicy, Operation, Rule } from '../../mesh/types/security.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { authorizationPolicy, docs, pod, service } from '../example.ts';
import { targetPorts } from '../facts/backends.ts';
import { podIndex } from '../facts/labels.ts';
import { httpFieldOf, policyScope } from '../facts/policies.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The ports of workloads, and whether each is known to carry no HTTP. */
function plainPorts(policy: AnalyzedResource<AuthorizationPolicy>, context: Context): ReadonlyMap<number, boolean> {
  const labels = policy.spec.selector?.matchLabels;
  const out = new Map<number, boolean>();
  for (const each of context.derive(podIndex).matching(labels, policyScope(policy, context))) {
    for (const { number, protocol } of targetPorts(each, context)) {
      if (number === undefined) continue;
      // Only what is declared to be something else can never be HTTP.
      const plain = !isHttp(protocol) && protocol !== 'AUTO';
      out.set(number, plain && (out.get(number) ?? true));
    }
  }
  return out;
}

/** A port of the operation where its attributes of HTTP can never be seen, if that goes for all of its ports. */
function deadPort({ ports = [] }: Operation, plain: ReadonlyMap<number, boolean>): number | undefined {
  const numbers = ports.length > 0 ? ports.map(Number) : [...plain.keys()];
  return numbers.length > 0 && numbers.every((number) => plain.get(number)) ? numbers[0] : undefined;
}

const operations = ({ to = [] }: Rule): readonly Operation[] => to.map(({ operation = {} }) => operation);

const CACHE = docs(
  pod('shop/cache', '{app: cache}'),
  service('shop/cache', '{selector: {app: cache}, ports: [{name: tcp-redis, port: 6379}]}'),
);
const allowing = (operation: string): string =>
  authorizationPolicy(
    'shop/cache',
    `{selector: {matchLabels: {app: cache}}, rules: [{to: [{operation: ${operation}}]}]}`,
  );

/** Rules ask for what can be seen. */
export const httpOnTcp = analyzer({
  name: 'http-on-tcp',
  codes: ['MSH3022'],
  subjects: ['AuthorizationPolicy'],
  inputs: ['AuthorizationPolicy', 'Pod', 'Service'],
  description: 'A rule that allows requests by attributes of HTTP is for ports that carry HTTP.',
  examples: {
    bad: docs(CACHE, allowing('{methods: [GET], ports: ["6379"]}')),
    good: docs(CACHE, allowing('{ports: ["6379"]}')),
  },
  view: 'own',
  *analyze(resource, context) {
    const { spec } = resource;
    // A rule that denies takes what it cannot see for what it denies; validation tells that.
    if ((spec.action ?? 'ALLOW') !== 'ALLOW' || spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0)
      return;
    const plain = plainPorts(resource, context);
    for (const [i, rule] of (spec.rules ?? []).entries()) {
      for (const [j, operation] of operations(rule).entries()) {
        const name = httpFieldOf(operation);
        const port = name === undefined ? undefined : deadPort(operation, plain);
        if (name === undefined || port === undefined) continue;
        yield found('MSH3022', ['spec', 'rules', i, 'to', j, 'operation', name], {
          message: `port ${quoted(String(port))} carries no HTTP, so a rule with ${quoted(name)} never allows anything there`,
          of: 'key',
        });
      }
    }
  },
});
