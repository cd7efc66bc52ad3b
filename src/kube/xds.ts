/** A control plane's debug pages over its xDS port: one question, one answer. */
import {
  type ChannelCredentials,
  Client,
  credentials,
  status as grpcStatus,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { MeshctlError, PermissionError, UnavailableError } from '../model/errors.ts';

/** How a control plane is asked. */
export interface XdsOptions {
  /** `HOST:PORT`. */
  readonly address: string;
  /** What messages call it; default the address. */
  readonly name?: string;
  /** Without TLS. */
  readonly plaintext?: boolean;
  /** Whatever certificate the server has. */
  readonly insecure?: boolean;
  /** The name in the server's certificate, and of the requests. */
  readonly authority?: string;
  readonly certificates?: { readonly ca?: Buffer; readonly key?: Buffer; readonly cert?: Buffer };
  readonly token?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const METHOD = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';

/** Debug answers of large meshes are tens of MiB. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

const same = (bytes: Buffer): Buffer => bytes;

/**
 * Sends the bytes of a DiscoveryRequest and gives those of the first response. Throws UnavailableError when nobody answers in
 * time, PermissionError when the control plane refuses.
 */
export async function askXds(request: Buffer, options: XdsOptions): Promise<Buffer> {
  const { address, authority, timeoutMs, signal } = options;
  const client = new Client(address, channelCredentials(options), {
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    ...(authority !== undefined && { 'grpc.default_authority': authority, 'grpc.ssl_target_name_override': authority }),
  });
  const metadata = new Metadata();
  if (options.token !== undefined) metadata.set('authorization', `Bearer ${options.token}`);
  const stream = client.makeBidiStreamRequest(METHOD, same, same, metadata, {
    deadline: new Date(Date.now() + timeoutMs),
  });
  const stop = (): void => stream.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      stream.once('data', resolve);
      stream.on('error', reject);
      stream.once('end', () => reject(silent(options)));
      stream.write(request);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw problemOf(error, options);
  } finally {
    signal.removeEventListener('abort', stop);
    stream.cancel();
    client.close();
  }
}

function channelCredentials({ plaintext, insecure, certificates = {} }: XdsOptions): ChannelCredentials {
  if (plaintext) return credentials.createInsecure();
  const { ca = null, key = null, cert = null } = certificates;
  return credentials.createSsl(ca, key, cert, { rejectUnauthorized: !insecure });
}

function silent({ address, name = address }: XdsOptions): UnavailableError {
  return new UnavailableError('UNAVAILABLE_XDS', `${name} closed the stream without an answer`, {
    hint: 'is this the xDS port of a control plane (15010 without TLS, 15012 with it)?',
  });
}

function problemOf(error: unknown, { address, name = address, timeoutMs, plaintext }: XdsOptions): unknown {
  if (error instanceof MeshctlError || !isServiceError(error)) return error;
  const refused = error.code === grpcStatus.PERMISSION_DENIED || error.code === grpcStatus.UNAUTHENTICATED;
  if (refused) {
    return new PermissionError('NO_PERM_XDS', `${name} refuses: ${error.details}`, {
      cause: error,
      hint: "the debug pages are for the identity of a service account of the control plane's namespace",
    });
  }
  const late = error.code === grpcStatus.DEADLINE_EXCEEDED;
  const message = late ? `${name} did not answer within ${timeoutMs / 1000} s` : `cannot ask ${name}: ${error.details}`;
  return new UnavailableError(late ? 'UNAVAILABLE_TIMEOUT' : 'UNAVAILABLE_XDS', message, {
    cause: error,
    hint: plaintext
      ? 'is this its port without TLS (15010)?'
      : 'with --plaintext it is asked without TLS, with --insecure whatever its certificate is',
  });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error;
}
