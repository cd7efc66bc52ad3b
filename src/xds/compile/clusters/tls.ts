/** TLS towards upstreams. */
import type { EffectivePolicy } from '../../../mesh/destination-rules.ts';
import { isWildcard } from '../../../mesh/hosts.ts';
import { isHttp2 } from '../../../mesh/protocol.ts';
import type { MeshResource } from '../../../mesh/resource.ts';
import type { MeshEndpoint } from '../../../mesh/services/types.ts';
import type { ClientTls, DestinationRule } from '../../../mesh/types/destination-rule.ts';
import type { Cluster } from '../../resources/cluster.ts';
import type { StringMatcher, TypedExtension } from '../../resources/common.ts';
import type { CommonTlsContext, TlsContext } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { type ClusterKey, meshServerName } from '../names.ts';
import { credential, fileCertificate, fileRoot, meshSecrets, systemRoots } from '../secrets.ts';
import { TYPES } from '../type-urls.ts';
import { type EndpointSelection, overrideFor, takesMeshTls } from './endpoints.ts';

/** What a cluster's TLS depends on. */
export interface TlsTarget {
  readonly key: ClusterKey;
  readonly selection: EndpointSelection;
  readonly endpoints: readonly MeshEndpoint[];
  /** Whether requests go to wherever they were going, instead of to one of the endpoints. */
  readonly originalDestination: boolean;
  /** The rule that sets the policy; `undefined` where none does. */
  readonly rule: MeshResource<DestinationRule> | undefined;
}

type TransportFields = Pick<Cluster, 'transport_socket' | 'transport_socket_matches'>;

const TLS_PARAMS: NonNullable<CommonTlsContext['tls_params']> = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
};
const RAW: TypedExtension = {
  name: 'envoy.transport_sockets.raw_buffer',
  typed_config: { '@type': TYPES.rawBuffer },
};

function tlsSocket(context: TlsContext): TypedExtension<TlsContext> {
  return { name: 'envoy.transport_sockets.tls', typed_config: context };
}

type SubjectAltNames = NonNullable<
  NonNullable<CommonTlsContext['validation_context']>['match_typed_subject_alt_names']
>;

/** Names a certificate has to carry, as identities of the mesh and as host names. */
function altNames(names: readonly string[]): SubjectAltNames {
  const matcher = (name: string): StringMatcher =>
    name.endsWith('*') ? { prefix: name.slice(0, -1) } : { exact: name };
  return names.map((name) => ({ san_type: name.includes('://') ? 'URI' : 'DNS', matcher: matcher(name) }));
}

/** The mesh's own TLS; `undefined` when the workload has no certificate. */
function meshSocket(context: CompileContext, { key, selection, endpoints }: TlsTarget, settings: ClientTls) {
  const secrets = meshSecrets(context);
  if (secrets === undefined) return undefined;
  const { trustDomain } = context.mesh.settings;
  const accounts = new Set(
    endpoints
      .filter(({ serviceAccount }) => serviceAccount !== '')
      .map(({ workload, serviceAccount }) => `spiffe://${trustDomain}/ns/${workload.namespace}/sa/${serviceAccount}`),
  );
  const names = settings.subjectAltNames ?? [...accounts, ...selection.service.subjectAltNames];
  const { validation_context_sds_secret_config: root, ...certificate } = secrets;
  return tlsSocket({
    '@type': TYPES.upstreamTls,
    common_tls_context: {
      tls_params: TLS_PARAMS,
      alpn_protocols: isHttp2(selection.port.protocol) ? ['istio', 'h2'] : ['istio'],
      ...certificate,
      combined_validation_context: {
        default_validation_context: names.length === 0 ? {} : { match_typed_subject_alt_names: altNames([...names]) },
        ...(root === undefined ? {} : { validation_context_sds_secret_config: root }),
      },
    },
    sni: settings.sni ?? meshServerName(key),
  });
}

interface Material {
  readonly certificate: CommonTlsContext['tls_certificate_sds_secret_configs'];
  readonly root: CommonTlsContext['validation_context_sds_secret_config'];
}

type Rule = MeshResource<DestinationRule>;

const CREDENTIAL_PATH = ['spec', 'trafficPolicy', 'tls', 'credentialName'] as const;

/** Whether the workload may use what `credentialName` names: a gateway, or a sidecar that the rule is for alone. */
function usesCredential({ options }: CompileContext, { spec }: Rule): boolean {
  return options.node.kind === 'gateway' || spec.workloadSelector !== undefined;
}

/**
 * The certificates of a Secret in the namespace of the workload. A file does not say in which one a gateway will run: that of the
 * rule is as good a guess.
 */
function fromSecret(context: CompileContext, { mode, credentialName: name = '' }: ClientTls, rule: Rule): Material {
  const { namespace } = context.options.node;
  const found = credential(context, name, namespace) ?? credential(context, name, rule.namespace);
  const { certificate, root } = found ?? {};
  if (found === undefined) {
    const message = `there is no Secret "${name}" in the namespace "${namespace}"`;
    context.report(rule, 'MSH5006', { message, path: CREDENTIAL_PATH });
  } else if (mode === 'MUTUAL' && certificate === undefined) {
    const message = `the Secret "${name}" has no certificate with its key, which MUTUAL needs`;
    context.report(rule, 'MSH5006', { message, path: CREDENTIAL_PATH });
  }
  return { certificate: mode === 'MUTUAL' && certificate ? [certificate] : undefined, root };
}

/** The certificates a rule names, in a Secret or in files. */
function material(context: CompileContext, settings: ClientTls, rule: Rule | undefined): Material {
  if (settings.credentialName && rule) {
    if (usesCredential(context, rule)) return fromSecret(context, settings, rule);
    const message = 'sidecars use credentialName only of rules with a workloadSelector: files are read instead';
    context.report(rule, 'MSH5004', { message, path: CREDENTIAL_PATH });
  }
  const { clientCertificate: chain, privateKey: key, caCertificates: roots, caCrl: crl } = settings;
  return {
    certificate: settings.mode === 'MUTUAL' && chain && key ? [fileCertificate(context, chain, key)] : undefined,
    root: roots ? fileRoot(context, roots, crl) : undefined,
  };
}

/** TLS as to any server. */
function ordinarySocket(context: CompileContext, { key, selection, rule }: TlsTarget, settings: ClientTls) {
  const { certificate, root } = material(context, settings, rule);
  const names = settings.subjectAltNames ?? selection.service.subjectAltNames;
  const validation = {
    default_validation_context: names.length === 0 ? {} : { match_typed_subject_alt_names: altNames(names) },
    validation_context_sds_secret_config: root ?? systemRoots(context),
  };
  const name = settings.sni ?? (isWildcard(key.host) ? undefined : key.host);
  return tlsSocket({
    '@type': TYPES.upstreamTls,
    common_tls_context: {
      tls_params: TLS_PARAMS,
      ...(isHttp2(selection.port.protocol) ? { alpn_protocols: ['h2'] } : {}),
      ...(certificate ? { tls_certificate_sds_secret_configs: certificate } : {}),
      ...(settings.insecureSkipVerify === true ? {} : { combined_validation_context: validation }),
    },
    ...(name === undefined ? {} : { sni: name }),
  });
}

/** TLS nobody asked for, between members of the mesh that can. */
function automatic(context: CompileContext, target: TlsTarget): TransportFields {
  const { service } = target.selection;
  const { enableAutoMtls } = context.mesh.settings;
  if (!enableAutoMtls || service.external) return {};
  if (!target.endpoints.some((endpoint) => takesMeshTls(context, endpoint))) return {};
  const socket = meshSocket(context, target, {});
  if (socket === undefined) return {};
  // Addresses nobody lists have no metadata to choose by: all or none of them get TLS.
  if (target.originalDestination) {
    return target.endpoints.every((endpoint) => takesMeshTls(context, endpoint)) ? { transport_socket: socket } : {};
  }
  return {
    transport_socket_matches: [
      { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transport_socket: socket },
      { name: 'tlsMode-disabled', match: {}, transport_socket: RAW },
    ],
  };
}

/** A socket that says first whose connection it carries on. */
function announcing(version: string, socket: TypedExtension): TypedExtension {
  return {
    name: 'envoy.transport_sockets.upstream_proxy_protocol',
    typed_config: { '@type': TYPES.upstreamProxyProtocol, config: { version }, transport_socket: socket },
  };
}

/** How a cluster's connections are made: with which TLS, and with the PROXY protocol in front where a rule asks for it. */
export function transport(context: CompileContext, target: TlsTarget, policy: EffectivePolicy): TransportFields {
  const secured = security(context, target, policy);
  if (policy.proxyProtocol === undefined) return secured;
  const { version = 'V1' } = policy.proxyProtocol;
  const { transport_socket: socket = RAW, transport_socket_matches: matches } = secured;
  if (matches === undefined) return { transport_socket: announcing(version, socket) };
  return {
    transport_socket_matches: matches.map((each) => ({
      ...each,
      transport_socket: announcing(version, each.transport_socket),
    })),
  };
}

function security(context: CompileContext, target: TlsTarget, policy: EffectivePolicy): TransportFields {
  const settings = policy.tls;
  if (settings?.mode === undefined) return automatic(context, target);
  switch (settings.mode) {
    case 'DISABLE':
      return {};
    case 'ISTIO_MUTUAL': {
      // Who maps a service to a program of their own means that program, and not a proxy in front of it.
      const mapped = overrideFor(context, target.selection) !== undefined;
      const socket = mapped ? undefined : meshSocket(context, target, settings);
      if (socket === undefined && target.rule) {
        const why = mapped ? 'it is mapped to an address' : 'this run has no certificate of it';
        const message = `"${target.key.host}" asks for the TLS of the mesh, and ${why}: plain text is used`;
        context.report(target.rule, 'MSH5004', { message, path: ['spec', 'trafficPolicy', 'tls', 'mode'] });
      }
      return socket === undefined ? {} : { transport_socket: socket };
    }
    case 'SIMPLE':
    case 'MUTUAL':
      return { transport_socket: ordinarySocket(context, target, settings) };
  }
}
