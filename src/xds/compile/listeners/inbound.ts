/** The listener of what comes in to a sidecar's workload. */
import { isHttp, type Protocol } from '../../../mesh/protocol.ts';
import { mutualTlsMode } from '../../../mesh/selection.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { TlsContext } from '../../resources/filter.ts';
import type { FilterChain, FilterChainMatch, Listener } from '../../resources/listener.ts';
import type { RouteConfiguration } from '../../resources/route.ts';
import { authorizationFilters } from '../authz/filters.ts';
import { givesClientAddress, INBOUND_PASSTHROUGH, inboundName } from '../clusters/inbound.ts';
import { BLACK_HOLE } from '../clusters/well-known.ts';
import type { CompileContext } from '../context.ts';
import { type InboundPort, inboundPorts } from '../inbound-ports.ts';
import type { ExtraListener } from '../options.ts';
import { virtualHost } from '../routes/virtual-hosts.ts';
import { meshSecrets } from '../secrets.ts';
import { TYPES } from '../type-urls.ts';
import { httpFilter } from './http.ts';
import {
  ANY_ADDRESS,
  capturedAt,
  HTTP_INSPECTOR,
  inspector,
  listenerName,
  MESH_ALPN,
  MESH_HTTP,
  MESH_TCP,
  ORIGINAL_SRC,
  socketAddress,
  TLS_INSPECTOR,
} from './listener.ts';
import { tcpToCluster } from './tcp.ts';

const INBOUND_PORT = 15_006;

const PLAIN_HTTP = ['http/1.1', 'h2c'];
const CIPHERS = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

type Mode = InboundPort['mode'];

/** One way a connection can come in. */
interface Variant {
  readonly match: FilterChainMatch;
  readonly tls: boolean;
  readonly http: boolean;
}

const TLS = { transport_protocol: 'tls' } as const;
const RAW = { transport_protocol: 'raw_buffer' } as const;

const alpn = (match: FilterChainMatch, protocols: readonly string[]): FilterChainMatch => ({
  ...match,
  application_protocols: protocols,
});

/** The chains by what a port speaks, for those who speak the mesh's TLS and those who do not. */
function strict(protocol: Protocol): readonly Variant[] {
  const detected = protocol === 'AUTO' ? [{ match: alpn(TLS, MESH_HTTP), tls: true, http: true }] : [];
  return [...detected, { match: TLS, tls: true, http: isHttp(protocol) }];
}

function plain(protocol: Protocol): readonly Variant[] {
  const detected = protocol === 'AUTO' ? [{ match: alpn(RAW, PLAIN_HTTP), tls: false, http: true }] : [];
  return [...detected, { match: RAW, tls: false, http: isHttp(protocol) }];
}

/** Both: the mesh's TLS is told from the application's own by what the client offers. */
function permissive(protocol: Protocol): readonly Variant[] {
  if (isHttp(protocol)) {
    return [{ match: alpn(TLS, MESH_ALPN), tls: true, http: true }, ...plain(protocol)];
  }
  const [byBytes, ...rest] = plain(protocol);
  const detected = protocol === 'AUTO' ? [{ match: alpn(TLS, MESH_HTTP), tls: true, http: true }] : [];
  return [
    ...detected,
    ...(byBytes && detected.length > 0 ? [byBytes] : []),
    { match: alpn(TLS, MESH_TCP), tls: true, http: false },
    ...(byBytes && detected.length === 0 ? [byBytes] : rest),
    { match: TLS, tls: false, http: false },
  ];
}

const VARIANTS: Readonly<Record<Mode, (protocol: Protocol) => readonly Variant[]>> = {
  STRICT: strict,
  DISABLE: plain,
  PERMISSIVE: permissive,
};

function meshTls(context: CompileContext): TypedExtension<TlsContext> | undefined {
  const secrets = meshSecrets(context);
  if (secrets === undefined) return undefined;
  const { validation_context_sds_secret_config: root, ...certificate } = secrets;
  const identities = { san_type: 'URI', matcher: { prefix: `spiffe://${context.mesh.settings.trustDomain}/` } };
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': TYPES.downstreamTls,
      common_tls_context: {
        tls_params: {
          tls_minimum_protocol_version: 'TLSv1_2',
          tls_maximum_protocol_version: 'TLSv1_3',
          cipher_suites: CIPHERS,
        },
        alpn_protocols: ['h2', 'http/1.1'],
        ...certificate,
        combined_validation_context: {
          default_validation_context: { match_typed_subject_alt_names: [identities] },
          ...(root === undefined ? {} : { validation_context_sds_secret_config: root }),
        },
      },
      require_client_certificate: true,
    },
  };
}

/** Where chains lead. */
interface Inbound {
  readonly name: string;
  /** For chains that see requests. */
  readonly httpName: string;
  readonly cluster: string;
  /** 0 for what nobody declared. */
  readonly port: number;
  readonly servicePort: number;
  readonly host: string;
  readonly mode: Mode;
  readonly protocol: Protocol;
  /** Whether its listener is for it alone: then nothing has to tell it from other ports. */
  readonly alone: boolean;
}

function routesOf({ cluster, servicePort, host }: Inbound): RouteConfiguration {
  const timeouts = { max_stream_duration: '0s', grpc_timeout_header_max: '0s' };
  const route = {
    name: 'default',
    match: { prefix: '/' },
    route: {
      cluster,
      timeout: '0s',
      retry_policy: { retry_on: 'reset-before-request', num_retries: 2 },
      max_stream_duration: timeouts,
    },
    decorator: { operation: `${host}:${servicePort}/*` },
  };
  const { include_request_attempt_count: _, ...host_ } = virtualHost(`inbound|http|${servicePort}`, ['*'], [route]);
  return { name: cluster, virtual_hosts: [host_], validate_clusters: false };
}

function chainOf(context: CompileContext, inbound: Inbound, { match, tls, http }: Variant): FilterChain | undefined {
  const socket = tls ? meshTls(context) : undefined;
  if (tls && socket === undefined) return undefined;
  const filters = http
    ? [
        httpFilter(context, {
          direction: 'inbound',
          statistics: inbound.port === 0 ? inbound.cluster : `inbound_${inbound.name}`,
          routes: routesOf(inbound),
          port: inbound.port,
        }),
      ]
    : [...authorizationFilters(context, 'tcp'), tcpToCluster(context, inbound.cluster)];
  return {
    name: http ? inbound.httpName : inbound.name,
    filter_chain_match: inbound.port === 0 || inbound.alone ? match : { destination_port: inbound.port, ...match },
    filters,
    ...(socket ? { transport_socket: socket } : {}),
  };
}

function chainsOf(context: CompileContext, inbound: Inbound): readonly FilterChain[] {
  return VARIANTS[inbound.mode](inbound.protocol).flatMap((variant) => chainOf(context, inbound, variant) ?? []);
}

function inboundOf(port: InboundPort): Inbound {
  const name = listenerName(ANY_ADDRESS, port.number);
  const { number, servicePort, host, mode, protocol } = port;
  const cluster = inboundName(number);
  return { name, httpName: name, cluster, port: number, servicePort, host, mode, protocol, alone: false };
}

function undeclared({ mesh, options }: CompileContext): Inbound {
  const { namespace, labels } = options.node;
  return {
    name: 'virtualInbound',
    httpName: 'virtualInbound-catchall-http',
    cluster: INBOUND_PASSTHROUGH,
    port: 0,
    servicePort: 0,
    host: '',
    mode: mutualTlsMode(mesh, { namespace, labels, port: 0 }),
    protocol: 'AUTO',
    alone: false,
  };
}

/** The listener redirected connections to the workload arrive at. */
export function inboundListener(context: CompileContext): Listener {
  const ports = inboundPorts(context);
  const rest = undeclared(context);
  const all = [rest, ...ports.map(inboundOf)];
  const detecting = all.some(({ mode, protocol }) => protocol === 'AUTO' && mode !== 'STRICT');
  const plain = ports.filter(({ mode }) => mode === 'DISABLE').map(({ number }) => number);
  const told = ports.filter(({ protocol }) => protocol !== 'AUTO').map(({ number }) => number);
  return {
    name: 'virtualInbound',
    ...capturedAt(context, ANY_ADDRESS, INBOUND_PORT),
    filter_chains: [
      {
        name: 'virtualInbound-blackhole',
        filter_chain_match: { destination_port: INBOUND_PORT },
        filters: [tcpToCluster(context, BLACK_HOLE, true)],
      },
      ...all.flatMap((inbound) => chainsOf(context, inbound)),
    ],
    listener_filters: [
      { name: 'envoy.filters.listener.original_dst', typed_config: { '@type': TYPES.originalDst } },
      ...(givesClientAddress(context.options) ? [ORIGINAL_SRC] : []),
      inspector(TLS_INSPECTOR, [...plain, INBOUND_PORT]),
      ...(detecting ? [inspector(HTTP_INSPECTOR, [...told, INBOUND_PORT])] : []),
    ],
    listener_filters_timeout: '0s',
    continue_on_listener_filters_timeout: true,
    traffic_direction: 'INBOUND',
    ...(context.options.capture === 'tproxy' ? { transparent: true } : {}),
    max_connections_to_accept_per_socket_event: 1,
  };
}

/** A listener for one port of the workload, at an address that clients connect to by themselves. */
export function inboundListenerAt(context: CompileContext, port: InboundPort, at: ExtraListener): Listener {
  const inbound: Inbound = { ...inboundOf(port), alone: true };
  const looks = port.mode !== 'DISABLE';
  const detects = port.protocol === 'AUTO' && port.mode !== 'STRICT';
  return {
    name: listenerName(at.address, at.port),
    address: socketAddress(at.address, at.port),
    filter_chains: chainsOf(context, inbound),
    listener_filters: [...(looks ? [TLS_INSPECTOR] : []), ...(detects ? [HTTP_INSPECTOR] : [])],
    listener_filters_timeout: '0s',
    continue_on_listener_filters_timeout: true,
    traffic_direction: 'INBOUND',
  };
}
