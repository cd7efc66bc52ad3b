import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { ROOT } from './paths.ts';

/** What a control plane answers to a debug question; text is sent as it is. */
export type DebugPage = (type: string, names: readonly string[]) => unknown;

/** A control plane that answers debug questions over xDS. */
export interface ControlPlane {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly port: number;
  /** The authorization of each question. */
  readonly tokens: readonly string[];
  readonly close: () => void;
}

const API = join(ROOT, 'node_modules/@grpc/grpc-js-xds/deps');

/** The real protobuf sources: what is tested reads and writes their bytes by hand. */
function messages(): protobuf.Root {
  const root = new protobuf.Root();
  const folders = [...readdirSync(API).map((name) => join(API, name)), join(ROOT, 'node_modules/protobufjs')];
  root.resolvePath = (_, target) =>
    folders.map((folder) => join(folder, target)).find((path) => existsSync(path)) ?? target;
  root.loadSync(['envoy/service/discovery/v3/ads.proto', 'envoy/service/status/v3/csds.proto'], { keepCase: false });
  return root;
}

/** A server's own key and certificate. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/**
 * Starts a control plane on a port of the loopback, without TLS unless it has a certificate. An object is sent as the
 * ClientConfigs in its `resources`.
 */
export async function startControlPlane(page: DebugPage, identity?: ServerIdentity): Promise<ControlPlane> {
  const root = messages();
  const request = root.lookupType('envoy.service.discovery.v3.DiscoveryRequest');
  const response = root.lookupType('envoy.service.discovery.v3.DiscoveryResponse');
  const tokens: string[] = [];
  const server = new Server();
  const path = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';
  const same = (bytes: Buffer): Buffer => bytes;
  const definition = {
    stream: {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  } as const;
  server.addService(definition, {
    stream(call: ServerDuplexStream<Buffer, Buffer>) {
      tokens.push(String(call.metadata.get('authorization')[0] ?? ''));
      call.on('data', (bytes: Buffer) => {
        const asked = request.toObject(request.decode(bytes)) as { typeUrl: string; resourceNames?: string[] };
        const answer = page(asked.typeUrl, asked.resourceNames ?? []);
        call.write(Buffer.from(response.encode(response.fromObject(responseOf(root, asked.typeUrl, answer))).finish()));
      });
      call.on('end', () => call.end());
      call.on('error', () => undefined);
    },
  });
  const credentials = identity
    ? ServerCredentials.createSsl(null, [
        { private_key: Buffer.from(identity.key), cert_chain: Buffer.from(identity.cert) },
      ])
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { address: `127.0.0.1:${port}`, port, tokens, close: () => server.forceShutdown() };
}

type Plain = Readonly<Record<string, unknown>>;

function responseOf(root: protobuf.Root, typeUrl: string, answer: unknown): Plain {
  if (typeof answer === 'string')
    return { typeUrl, resources: [{ type_url: 'istio.io/debug', value: Buffer.from(answer) }] };
  const { resources = [], ...head } = answer as Plain & { readonly resources?: readonly Plain[] };
  const config = root.lookupType('envoy.service.status.v3.ClientConfig');
  const values = resources.map((resource) => ({
    type_url: resource['@type'],
    value: config.encode(config.fromObject(withWellKnown(resource))).finish(),
  }));
  return { ...head, resources: values };
}

/** JSON has plain data and text where the messages have Struct and Timestamp. */
function withWellKnown(value: unknown): Plain {
  return JSON.parse(JSON.stringify(value), (name, item: unknown) => {
    if (name === 'metadata') return struct(item);
    if (name === 'lastUpdated') return timestamp(String(item));
    return item;
  }) as Plain;
}

function struct(value: unknown): Plain {
  return { fields: Object.fromEntries(Object.entries(value as Plain).map(([key, item]) => [key, wellKnown(item)])) };
}

function wellKnown(value: unknown): Plain {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(wellKnown) } };
  return value === null ? { nullValue: 0 } : { structValue: struct(value) };
}

function timestamp(text: string): Plain {
  const nanos = Number((/\.(\d+)Z$/.exec(text)?.[1] ?? '').padEnd(9, '0'));
  return { seconds: Math.floor(Date.parse(text) / 1000), nanos };
}
