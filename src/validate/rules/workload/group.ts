/** The rules for WorkloadGroup. @see https://istio.io/latest/docs/reference/config/networking/workload-group/ */
import type { Cursor } from '../cursor.ts';
import { failing, firstCounts, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { labelMap } from '../shared/labels.ts';
import { port } from '../shared/numbers.ts';

const PROBE_NUMBERS = [
  'periodSeconds',
  'initialDelaySeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

/** As Kubernetes takes the names of a probe's headers. */
const HEADER_NAME = /^[-A-Za-z0-9]+$/;

function* httpGet(at: Cursor): Problems {
  yield* port(at.at('port'));
  const scheme = at.at('scheme');
  if (!['', 'HTTP', 'HTTPS'].includes(scheme.text))
    yield problem('MSH2443', scheme, `the scheme ${quoted(scheme.text)} of the probe is neither "HTTP" nor "HTTPS"`);
  for (const header of at.items('httpHeaders')) {
    const name = header.at('name');
    if (!HEADER_NAME.test(name.text))
      yield problem('MSH2041', name, `${quoted(name.text)} is not the name of a header`);
  }
}

function* method(probe: Cursor): Problems {
  if (probe.has('httpGet')) yield* httpGet(probe.at('httpGet'));
  else if (probe.has('tcpSocket')) yield* port(probe.at('tcpSocket').at('port'));
  else if (probe.has('exec')) {
    if (!probe.at('exec').says('command'))
      yield problem('MSH2444', probe.at('exec').at('command'), 'exec has no command');
  } else if (probe.has('grpc')) yield problem('MSH2446', probe.at('grpc'), 'grpc is a probe the control plane refuses');
  else yield problem('MSH2445', probe, 'the probe has no method');
}

function* probeProblems(probe: Cursor): Problems {
  if (!probe.exists) return;
  for (const field of PROBE_NUMBERS) {
    const at = probe.at(field);
    if (at.number < 0) yield problem('MSH2442', at, `${field} ${at.number} is negative`);
  }
  yield* method(probe);
}

/** The rules for WorkloadGroup. */
export function* workloadGroup(resource: Resource): Problems {
  const { spec } = resource;
  if (!spec.has('template')) {
    yield problem('MSH2440', spec.at('template'), 'the WorkloadGroup has no template');
    return;
  }
  // istioctl reports all labels that are wrong in one error.
  if (yield* failing(firstCounts(labelMap(spec.at('metadata'), 'labels')))) return;
  yield* probeProblems(spec.at('probe'));
}
