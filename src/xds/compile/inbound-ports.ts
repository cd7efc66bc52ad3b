/** What of a sidecar's own workload can be called. */
import { type Protocol, parseProtocol } from '../../mesh/protocol.ts';
import type { MeshResource } from '../../mesh/resource.ts';
import { mutualTlsMode } from '../../mesh/selection.ts';
import { matchesLabels } from '../../mesh/selectors.ts';
import type { MeshService, ServicePort } from '../../mesh/services/types.ts';
import type { MutualTlsMode } from '../../mesh/types/security.ts';
import { sidecarOf } from '../../mesh/visibility.ts';
import type { CompileContext } from './context.ts';

/** A port of the workload, and where its traffic goes. */
export interface InboundPort {
  /** Of the workload. */
  readonly number: number;
  /** Of the service; equal to the workload's for a port only a Sidecar names. */
  readonly servicePort: number;
  readonly host: string;
  readonly protocol: Protocol;
  readonly mode: Exclude<MutualTlsMode, 'UNSET'>;
  /** An address in place of the one the connection was meant for: `127.0.0.1:8080`, `unix:///run/app`. */
  readonly endpoint: string | undefined;
  readonly resource: MeshResource;
  readonly service: MeshService | undefined;
}

function modeOf({ mesh, options }: CompileContext, port: number): InboundPort['mode'] {
  const { namespace, labels } = options.node;
  return mutualTlsMode(mesh, { namespace, labels, port });
}

/** The workload's own number for a port its services may name. */
function containerPort({ mesh, options }: CompileContext, { targetPort, number }: ServicePort): number {
  if (typeof targetPort === 'number') return targetPort;
  const { namespace, labels } = options.node;
  const pods = mesh.workloads.podsIn.get(namespace) ?? [];
  const pod = pods.find((each) => matchesLabels(labels, each.labels));
  return pod?.spec.ports.find(({ name }) => name === targetPort)?.number ?? number;
}

function fromSidecar(context: CompileContext): readonly InboundPort[] | undefined {
  const sidecar = sidecarOf(context.mesh, context.options.node);
  const ingress = sidecar?.spec.ingress ?? [];
  if (sidecar === undefined || ingress.length === 0) return undefined;
  return ingress.map(({ port, defaultEndpoint }) => {
    const number = port?.number ?? 0;
    return {
      number,
      servicePort: number,
      host: '',
      protocol: parseProtocol(port?.protocol ?? '') ?? 'TCP',
      mode: modeOf(context, number),
      // An address of its own stands for wherever the connection was meant for.
      endpoint: /^(?:0\.0\.0\.0|\[::\]):/.test(defaultEndpoint ?? '') ? undefined : defaultEndpoint,
      resource: sidecar,
      service: undefined,
    };
  });
}

/** The ports of the workload: those a Sidecar lists, else those of the services that select it; each once. */
export function inboundPorts(context: CompileContext): readonly InboundPort[] {
  const listed = fromSidecar(context);
  if (listed) return listed;
  const { namespace, labels } = context.options.node;
  const out = new Map<number, InboundPort>();
  for (const service of context.mesh.services) {
    const selected = service.namespace === namespace && service.selector && matchesLabels(service.selector, labels);
    if (!selected || Object.keys(labels).length === 0) continue;
    for (const port of service.ports) {
      const number = containerPort(context, port);
      if (port.protocol === 'UDP' || out.has(number)) continue;
      out.set(number, {
        number,
        servicePort: port.number,
        host: service.host,
        protocol: port.protocol,
        mode: modeOf(context, number),
        endpoint: undefined,
        resource: service.source.resource,
        service,
      });
    }
  }
  return [...out.values()];
}
