/** Template functions about ports. */
import { integerOf, listItems } from '../../gotemplate/kinds.ts';
import { PROXY_CONTAINER } from '../constants.ts';
import { K8sStruct } from './k8s-view.ts';

/** Protocols the proxy does not capture. */
const NOT_CAPTURED: ReadonlySet<unknown> = new Set(['UDP', 'SCTP']);

/** The ports of a container the proxy can capture, as text. */
export function containerPorts(container: K8sStruct): readonly string[] {
  const ports = (listItems(container.field('Ports')) ?? []).filter((port) => port instanceof K8sStruct);
  const captured = ports.filter((port) => !NOT_CAPTURED.has(port.field('Protocol')));
  return captured.map((port) => String(integerOf(port.field('ContainerPort')) ?? 0n));
}

/** The ports of all containers but the proxy's own, comma between. */
export function applicationPorts(containers: readonly K8sStruct[]): string {
  return containers
    .filter((container) => container.field('Name') !== PROXY_CONTAINER)
    .flatMap(containerPorts)
    .join(',');
}

/** A comma list of ports with one more; as it was when there is nothing to add. */
export function excludeInboundPort(port: string, list: string): string {
  const added = port.trim();
  if (added === '' || added === '0') return list;
  const ports = list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return ports.includes(added) ? list : [...ports, added].join(',');
}
