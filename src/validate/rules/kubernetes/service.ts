/** What the mesh wants of a Service: ports that say which protocol they speak. */
import { isMap } from '../../../model/json.ts';
import type { Cursor } from '../cursor.ts';
import { type Circumstance, type Problem, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isProtocol } from '../shared/protocols.ts';

/** Kubernetes' own names of application protocols that the mesh reads; the reference refuses them in this place. */
const KUBERNETES_PROTOCOLS: readonly string[] = ['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss'];

/** Ports whose protocol lets the server speak first, so that the mesh takes them for TCP without looking. */
const SERVER_FIRST: readonly number[] = [25, 53, 3306, 27017];

/** Services that Gateway API implementations of Istio make for themselves. */
const MANAGED = 'gateway.istio.io/managed';

/** What the reference calls an error is for others a matter of protocol detection. */
const hint = (at: Cursor, message: string, good: boolean): Problem => {
  const circumstance: Circumstance = { reference: 'error', echo: good };
  return problem('IST0118', at, message, circumstance);
};

function portProblem(port: Cursor, managed: boolean): Problem | undefined {
  const protocol = port.at('appProtocol');
  const name = port.at('name');
  if (port.at('protocol').text.toUpperCase() === 'UDP') return undefined;
  if (protocol.exists) {
    if (isProtocol(protocol.text)) return undefined;
    const good = managed || KUBERNETES_PROTOCOLS.includes(protocol.text);
    return hint(protocol, `appProtocol ${quoted(protocol.text)} is not a protocol the mesh knows`, good);
  }
  const good = managed || SERVER_FIRST.includes(port.at('port').number);
  if (name.text === '') return hint(port, `${port.name} has neither name nor appProtocol to say its protocol`, good);
  if (isProtocol(name.text.split('-')[0] ?? '')) return undefined;
  return hint(name, `the name ${quoted(name.text)} of the port does not begin with a protocol`, good);
}

/** The rules for Service. */
export function* service(resource: Resource): Problems {
  const { spec } = resource;
  if (resource.namespace === resource.istioNamespace) return;
  if (!isMap(spec.value)) {
    yield problem('MSH2060', spec, 'the Service has no spec');
    return;
  }
  const ports = spec.at('ports');
  if (ports.exists && !Array.isArray(ports.value)) yield problem('MSH2061', ports, 'ports is not a list');
  const managed = resource.labels[MANAGED] !== undefined;
  for (const port of ports.all()) {
    if (!isMap(port.value)) {
      yield problem('MSH2061', port, `${port.name} is not a mapping`);
      continue;
    }
    const found = portProblem(port, managed);
    if (found) yield found;
  }
}
