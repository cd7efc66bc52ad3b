import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, service, virtualService } from '../example.ts';
import { callersOf } from '../facts/calls.ts';
import { wholeHost } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';

/** More requests than this for one of a user are what outages are made of. */
const MANY = 10;

/** How often requests to hosts are tried, where somebody says so: the most of each. */
function triesOf(context: Context): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const { spec, namespace } of context.all('VirtualService')) {
    const attempts = (spec.http ?? []).map(({ retries }) => retries?.attempts ?? 0);
    for (const host of (spec.hosts ?? []).map((name) => wholeHost(name, namespace)))
      out.set(host, Math.max(out.get(host) ?? 1, 1 + Math.max(0, ...attempts)));
  }
  return out;
}

/** The calls that lead to a host, the first one first, and how many requests they may become. */
interface Chain {
  readonly hosts: readonly string[];
  readonly requests: number;
}

/** The chain to a host with the most requests; hosts on the way back are left out. */
function worst(host: string, context: Context, below: readonly string[] = []): Chain {
  const own = context.derive(triesOf).get(host) ?? 1;
  const on = [...below, host];
  let best: Chain = { hosts: [], requests: 1 };
  for (const caller of context.derive(callersOf).get(host) ?? []) {
    const chain = on.includes(caller) ? best : worst(caller, context, on);
    if (chain.requests > best.requests) best = chain;
  }
  return { hosts: [...best.hosts, host], requests: best.requests * own };
}

const calling = (name: string, url: string): string =>
  deployment(
    `shop/${name}`,
    `{app: ${name}}`,
    `containers: [{name: app, image: app, env: [{name: API, value: ${url}}]}]`,
  );
const CHAIN = docs(
  calling('front', 'http://api:80'),
  calling('api', 'http://db:80'),
  ...['front', 'api', 'db'].map((name) =>
    service(`shop/${name}`, `{selector: {app: ${name}}, ports: [{name: http, port: 80}]}`),
  ),
);
const retrying = (name: string, attempts: number): string =>
  virtualService(
    `shop/${name}`,
    `{hosts: [${name}], http: [{retries: {attempts: ${attempts}}, route: [{destination: {host: ${name}}}]}]}`,
  );

/** Retries of one do not multiply those of another. */
export const retryStorms = analyzer({
  name: 'retry-storms',
  codes: ['MSH3008'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService', 'Pod', 'Service', 'ServiceEntry'],
  description: 'Retries along a chain of calls do not multiply to more than ten requests.',
  examples: {
    bad: docs(CHAIN, retrying('api', 3), retrying('db', 3)),
    good: docs(CHAIN, retrying('api', 0), retrying('db', 3)),
  },
  view: 'own',
  *analyze(resource, context) {
    const index = (resource.spec.http ?? []).findIndex(({ retries }) => (retries?.attempts ?? 0) > 0);
    if (index < 0) return;
    for (const host of (resource.spec.hosts ?? []).map((name) => wholeHost(name, resource.namespace))) {
      const { hosts, requests } = worst(host, context);
      if (requests <= MANY || hosts.length < 2) continue;
      const finding = found('MSH3008', ['spec', 'http', index, 'retries'], {
        message: `one request may become ${requests}: each of ${hosts.map(quoted).join(', then ')} is tried again`,
        of: 'key',
      });
      // Who calls whom is told by settings, and those may not be all.
      yield uncertain(finding);
    }
  },
});
