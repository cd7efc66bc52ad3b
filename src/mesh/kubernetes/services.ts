/** Services and their endpoints as the mesh reads them. */
import { asList, asMap, asString, type JsonMap, stringMap } from '../../model/json.ts';
import type {
  EndpointAddress,
  EndpointSubset,
  EndpointsSpec,
  ServicePortSpec,
  ServiceSpec,
} from '../types/kubernetes.ts';

/** The label by which an EndpointSlice names its service. @see https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ */
const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
const textOr = (value: unknown, fallback: string): string => asString(value) ?? fallback;
const texts = (value: unknown): readonly string[] =>
  asList(value).filter((item): item is string => typeof item === 'string' && item !== '');

function servicePort(port: JsonMap): ServicePortSpec {
  const number = numberOr(port['port'], 0);
  const target = port['targetPort'];
  return {
    number,
    name: textOr(port['name'], ''),
    protocol: textOr(port['protocol'], 'TCP'),
    appProtocol: asString(port['appProtocol']),
    // Absent, null and 0 all mean the port itself.
    targetPort: (typeof target === 'number' && target !== 0) || typeof target === 'string' ? target : number,
  };
}

/** A Service's spec with the API server's defaults. */
export function readService(object: JsonMap): ServiceSpec {
  const spec = asMap(object['spec']);
  const selector = stringMap(spec['selector']);
  const addresses = texts(spec['clusterIPs']);
  return {
    type: textOr(spec['type'], 'ClusterIP'),
    clusterIPs: addresses.length > 0 ? addresses : texts([spec['clusterIP']]),
    selector: Object.keys(selector).length > 0 ? selector : undefined,
    ports: asList(spec['ports']).map((port) => servicePort(asMap(port))),
    externalName: asString(spec['externalName']),
  };
}

function ports(list: unknown): EndpointSubset['ports'] {
  return asList(list).map((item) => {
    const port = asMap(item);
    return { name: textOr(port['name'], ''), number: numberOr(port['port'], 0) };
  });
}

const podOf = (reference: unknown): string | undefined => {
  const target = asMap(reference);
  return target['kind'] === 'Pod' ? asString(target['name']) : undefined;
};

function addresses(list: unknown, ready: boolean): readonly EndpointAddress[] {
  return asList(list).flatMap((item) => {
    const address = asMap(item);
    const ip = asString(address['ip']);
    return ip === undefined ? [] : [{ ip, ready, pod: podOf(address['targetRef']), zone: undefined }];
  });
}

/** An Endpoints object, whose name is that of its service. */
export function readEndpoints(object: JsonMap): EndpointsSpec {
  return {
    service: textOr(asMap(object['metadata'])['name'], ''),
    subsets: asList(object['subsets']).map((item) => {
      const subset = asMap(item);
      return {
        addresses: [...addresses(subset['addresses'], true), ...addresses(subset['notReadyAddresses'], false)],
        ports: ports(subset['ports']),
      };
    }),
  };
}

function sliceAddresses(item: unknown): readonly EndpointAddress[] {
  const endpoint = asMap(item);
  const ready = asMap(endpoint['conditions'])['ready'] !== false;
  const pod = podOf(endpoint['targetRef']);
  const zone = asString(endpoint['zone']);
  return texts(endpoint['addresses']).map((ip) => ({ ip, ready, pod, zone }));
}

/** An EndpointSlice; one without the label of a service belongs to none. */
export function readEndpointSlice(object: JsonMap): EndpointsSpec {
  const labels = stringMap(asMap(object['metadata'])['labels']);
  return {
    service: labels[SERVICE_NAME_LABEL] ?? '',
    subsets: [
      {
        addresses: asList(object['endpoints']).flatMap(sliceAddresses),
        ports: ports(object['ports']),
      },
    ],
  };
}
