import type { VirtualService } from '../../mesh/types/virtual-service.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, pod, service, virtualService } from '../example.ts';
import { servicesOf } from '../facts/backends.ts';
import { callersOf } from '../facts/calls.ts';
import { wholeHost } from '../facts/hosts.ts';
import { isEmpty, podIndex } from '../facts/labels.ts';
import { secondsOf } from '../facts/time.ts';
import { quoted, sortedSet } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The longest time requests to a host may take, where every request has a limit somebody set. */
interface Deadline {
  readonly seconds: number;
  readonly text: string;
}

/** The limits of hosts, the longest of each. */
function deadlines(context: Context): ReadonlyMap<string, Deadline> {
  const out = new Map<string, Deadline>();
  for (const { spec, namespace } of context.all('VirtualService')) {
    for (const { timeout } of spec.http ?? []) {
      const seconds = secondsOf(timeout);
      if (seconds === undefined) continue;
      for (const host of (spec.hosts ?? []).map((name) => wholeHost(name, namespace)))
        if ((out.get(host)?.seconds ?? 0) < seconds) out.set(host, { seconds, text: timeout ?? '' });
    }
  }
  return out;
}

/** A caller whose requests end before those of a route. */
interface Caller {
  readonly host: string;
  readonly deadline: Deadline;
}

/** The first of the hosts that has less time. */
function shorter(hosts: Iterable<string>, seconds: number, context: Context): Caller | undefined {
  for (const host of hosts) {
    const deadline = context.derive(deadlines).get(host);
    if (deadline !== undefined && deadline.seconds < seconds) return { host, deadline };
  }
  return undefined;
}

/** The hosts of the workloads with these labels. */
function hostsOf(
  labels: Readonly<Record<string, string>>,
  rules: AnalyzedResource<VirtualService>,
  context: Context,
): readonly string[] {
  const pods = context.derive(podIndex).matching(labels, rules.namespace);
  return sortedSet(
    pods.flatMap((each) => servicesOf(each, context)).map((item) => wholeHost(item.name, item.namespace)),
  );
}

const FRONT = docs(
  pod('shop/front', '{app: front}'),
  service('shop/front', '{selector: {app: front}, ports: [{name: http, port: 80}]}'),
  virtualService('shop/front', '{hosts: [front], http: [{timeout: 3s, route: [{destination: {host: front}}]}]}'),
);
const back = (timeout: string): string =>
  virtualService(
    'shop/back',
    `{hosts: [back], http: [{match: [{sourceLabels: {app: front}}], timeout: ${timeout}, route: [{destination: {host: back}}]}]}`,
  );

/** Nobody waits for an answer longer than the one who asked. */
export const callerDeadlines = analyzer({
  name: 'caller-deadlines',
  codes: ['MSH3006'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService', 'Pod', 'Service', 'ServiceEntry'],
  description: 'A route for the requests of a workload does not take longer than that workload may.',
  examples: { bad: docs(FRONT, back('10s')), good: docs(FRONT, back('2s')) },
  view: 'own',
  *analyze(resource, context) {
    const callers = context.derive(callersOf);
    const called = (resource.spec.hosts ?? []).map((host) => wholeHost(host, resource.namespace));
    for (const [index, { match = [], timeout }] of (resource.spec.http ?? []).entries()) {
      const seconds = secondsOf(timeout);
      if (seconds === undefined) continue;
      const named = match
        .filter(({ sourceLabels }) => !isEmpty(sourceLabels))
        .flatMap(({ sourceLabels }) => hostsOf(sourceLabels ?? {}, resource, context));
      const sure = shorter(named, seconds, context);
      // Without labels of callers, their settings may tell who they are.
      const guessed = named.length > 0 ? [] : called.flatMap((host) => [...(callers.get(host) ?? [])].sort());
      const caller = sure ?? shorter(guessed, seconds, context);
      if (!caller) continue;
      const finding = found('MSH3006', ['spec', 'http', index, 'timeout'], {
        message: `the timeout ${quoted(timeout ?? '')} is longer than that of the caller ${quoted(caller.host)}, which is ${quoted(caller.deadline.text)}`,
      });
      yield sure ? finding : uncertain(finding);
    }
  },
});
