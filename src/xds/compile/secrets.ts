/** Certificates and keys, by the names Istio's agent gives them. */
import { asMap, asString, type JsonMap } from '../../model/json.ts';
import type { DataSource } from '../resources/common.ts';
import type { CommonTlsContext, SdsSecretConfig, Secret } from '../resources/filter.ts';
import type { CompileContext } from './context.ts';

const WORKLOAD_SECRET = 'default';
const ROOT_SECRET = 'ROOTCA';
const SYSTEM_ROOTS = 'file-root:system';
/** Where most distributions of Linux keep the authorities they trust. */
const DEFAULT_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

function keep(context: CompileContext, secret: Secret): SdsSecretConfig {
  context.secrets.set(secret.name, secret);
  return { name: secret.name };
}

/** A certificate in files. */
export function fileCertificate(context: CompileContext, chain: string, key: string): SdsSecretConfig {
  return keep(context, {
    name: `file-cert:${chain}~${key}`,
    tls_certificate: { certificate_chain: { filename: chain }, private_key: { filename: key } },
  });
}

/** The certificates of authorities in a file, and in another one what they have revoked; empty for nothing. */
export function fileRoot(context: CompileContext, path: string, crl = ''): SdsSecretConfig {
  return keep(context, {
    name: crl === '' ? `file-root:${path}` : `file-root:${path}~${crl}`,
    validation_context: { trusted_ca: { filename: path }, ...(crl === '' ? {} : { crl: { filename: crl } }) },
  });
}

/** The authorities the machine trusts. */
export function systemRoots(context: CompileContext): SdsSecretConfig {
  return keep(context, {
    name: SYSTEM_ROOTS,
    validation_context: { trusted_ca: { filename: context.options.systemRoots ?? DEFAULT_ROOTS } },
  });
}

/** The workload's certificate and the mesh's authority; `undefined` when the run has none. */
export function meshSecrets(
  context: CompileContext,
): Pick<CommonTlsContext, 'tls_certificate_sds_secret_configs' | 'validation_context_sds_secret_config'> | undefined {
  const { identity } = context.options;
  if (identity === undefined) return undefined;
  const { certificateChain, privateKey, rootCertificate, folders } = identity;
  const certificate = {
    certificate_chain: certificateChain,
    private_key: privateKey,
    ...(folders && { watched_directory: { path: folders.certificate } }),
  };
  return {
    tls_certificate_sds_secret_configs: [keep(context, { name: WORKLOAD_SECRET, tls_certificate: certificate })],
    validation_context_sds_secret_config: keep(context, {
      name: ROOT_SECRET,
      validation_context: {
        trusted_ca: rootCertificate,
        ...(folders && { watched_directory: { path: folders.root } }),
      },
    }),
  };
}

/** A value of a Secret under any of its usual names. */
function secretValue({ data, stringData }: JsonMap, names: readonly string[]): DataSource | undefined {
  for (const name of names) {
    const text = asString(asMap(stringData)[name]);
    if (text !== undefined) return { inline_string: text };
    const bytes = asString(asMap(data)[name]);
    if (bytes !== undefined && bytes !== '') return { inline_bytes: bytes.replace(/\s/g, '') };
  }
  return undefined;
}

/** What a credential holds. */
export interface Credential {
  readonly certificate: SdsSecretConfig | undefined;
  readonly root: SdsSecretConfig | undefined;
}

/** The Secret a `credentialName` means, from among the resources; `undefined` when there is none of that name. */
export function credential(context: CompileContext, name: string, namespace: string): Credential | undefined {
  const read = (each: string): JsonMap | undefined =>
    context.mesh.resources.secrets.find((secret) => secret.name === each && secret.namespace === namespace)?.spec;
  const main = read(name);
  if (main === undefined) return undefined;
  const chain = secretValue(main, ['tls.crt', 'cert']);
  const key = secretValue(main, ['tls.key', 'key']);
  const roots =
    secretValue(main, ['ca.crt', 'cacert']) ?? secretValue(read(`${name}-cacert`) ?? {}, ['ca.crt', 'cacert']);
  const crl = secretValue(main, ['ca.crl']) ?? secretValue(read(`${name}-cacert`) ?? {}, ['ca.crl']);
  const id = `kubernetes://${name}`;
  return {
    certificate:
      chain && key
        ? keep(context, { name: id, tls_certificate: { certificate_chain: chain, private_key: key } })
        : undefined,
    root: roots
      ? keep(context, { name: `${id}-cacert`, validation_context: { trusted_ca: roots, ...(crl && { crl }) } })
      : undefined,
  };
}
