import { compareBytes } from '../../gotext/compare.ts';
import { InputError } from '../../model/errors.ts';
import { asList, asMap, isMap } from '../../model/json.ts';
import { fieldAt, list, text } from '../fields.ts';
import { WHOLE } from '../json/project.ts';
import { goJsonText, readAnswer } from '../unreadable.ts';

/** What a ztunnel's `/config_dump` answered; every part may be a list or a map, and is absent where there is nothing. */
export interface ZtunnelDump {
  readonly workloads: readonly unknown[];
  readonly services: readonly unknown[];
  readonly policies: readonly unknown[];
  readonly certificates: readonly unknown[];
  /** Workloads of the ztunnel's own node, by namespace and name. */
  readonly states: readonly unknown[];
}

/** Which objects of a dump; names of namespaces and nodes in any case. */
export interface ZtunnelFilter {
  readonly workloadNamespace?: string;
  readonly workloadNode?: string;
  /** One of a workload's addresses. */
  readonly address?: string;
  /** Name of the one local workload whose connections are meant. */
  readonly workload?: string;
  readonly serviceNamespace?: string;
  readonly policyNamespace?: string;
}

/** How an answer is read. */
export interface ZtunnelReading {
  /** Any JSON is taken for a dump, as the reference does. */
  readonly lenient?: boolean;
}

const PARTS = ['workloads', 'services', 'policies', 'certificates', 'workloadState'] as const;

/** Reads a ztunnel's dump. Throws EnvoyError when it is no JSON, InputError when it has no part of such a dump. */
export function readZtunnelDump(
  bytes: Uint8Array,
  name: string,
  { lenient = false }: ZtunnelReading = {},
): ZtunnelDump {
  const dump = asMap(readAnswer({ bytes, name, goText: goJsonText, from: 'ztunnel' }, WHOLE));
  if (!lenient && !PARTS.some((part) => dump[part] !== undefined)) {
    throw new InputError('INPUT_ZTUNNEL', `"${name}" is JSON, but no dump of a ztunnel: it has none of its parts`, {
      hint: 'save localhost:15000/config_dump of a ztunnel; "meshctl proxy-config" reads dumps of sidecars, gateways and waypoints',
    });
  }
  return {
    workloads: itemsOf(dump['workloads']),
    services: itemsOf(dump['services']),
    policies: itemsOf(dump['policies']),
    certificates: itemsOf(dump['certificates']),
    states: sortedBy(itemsOf(dump['workloadState']), [
      (state) => text(fieldAt(state, 'info'), 'namespace'),
      (state) => text(fieldAt(state, 'info'), 'name'),
    ]),
  };
}

function itemsOf(part: unknown): readonly unknown[] {
  return isMap(part) ? Object.values(part) : asList(part);
}

/** A copy sorted by the first text that differs. */
export function sortedBy(items: readonly unknown[], texts: readonly ((item: unknown) => string)[]): readonly unknown[] {
  return [...items].sort((a, b) => texts.reduce((order, textOf) => order || compareBytes(textOf(a), textOf(b)), 0));
}

const matches = (wanted: string | undefined, actual: string): boolean =>
  wanted === undefined || wanted === '' || wanted.toLowerCase() === actual.toLowerCase();

/** The workloads that pass, in the order of the dump. */
export function workloadsOf({ workloads }: ZtunnelDump, filter: ZtunnelFilter): readonly unknown[] {
  const { workloadNamespace, workloadNode, address = '' } = filter;
  return workloads.filter(
    (workload) =>
      matches(workloadNamespace, text(workload, 'namespace')) &&
      matches(workloadNode, text(workload, 'node')) &&
      (address === '' || list(workload, 'workloadIps').includes(address)),
  );
}

/** The services that pass, by namespace, name and host. */
export function servicesOf({ services }: ZtunnelDump, { serviceNamespace }: ZtunnelFilter): readonly unknown[] {
  const found = services.filter((service) => matches(serviceNamespace, text(service, 'namespace')));
  return sortedBy(found, [
    (service) => text(service, 'namespace'),
    (service) => text(service, 'name'),
    (service) => text(service, 'hostname'),
  ]);
}

/** The policies that pass, by namespace and name. */
export function policiesOf({ policies }: ZtunnelDump, { policyNamespace }: ZtunnelFilter): readonly unknown[] {
  const found = policies.filter((policy) => matches(policyNamespace, text(policy, 'namespace')));
  return sortedBy(found, [(policy) => text(policy, 'namespace'), (policy) => text(policy, 'name')]);
}

/** The local workloads that are meant; a namespace has to be written as it is. */
export function statesOf(
  dump: ZtunnelDump,
  { workloadNamespace = '', workload = '' }: ZtunnelFilter,
): readonly unknown[] {
  return dump.states.filter((state) => {
    const info = fieldAt(state, 'info');
    const inNamespace = workloadNamespace === '' || text(info, 'namespace') === workloadNamespace;
    return inNamespace && (workload === '' || text(info, 'name') === workload);
  });
}
