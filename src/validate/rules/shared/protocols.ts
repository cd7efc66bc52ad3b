/** The protocols a port can be declared to speak. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

type Family = 'http' | 'tcp' | 'tls' | 'udp';

/** Families of each protocol. What is encrypted is `tls` as well as `tcp`. */
const PROTOCOLS: Readonly<Record<string, readonly Family[]>> = {
  tcp: ['tcp'],
  udp: ['udp'],
  grpc: ['http'],
  'grpc-web': ['http'],
  http: ['http'],
  http_proxy: ['http'],
  http2: ['http'],
  https: ['tcp', 'tls'],
  tls: ['tcp', 'tls'],
  mongo: ['tcp'],
  redis: ['tcp'],
  mysql: ['tcp'],
};

const families = (protocol: string): readonly Family[] | undefined => {
  const name = protocol.toLowerCase();
  return Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
};

/** Whether the mesh knows a protocol; its name may be in capitals. */
export const isProtocol = (protocol: string): boolean => families(protocol) !== undefined;

/** Whether a protocol is of a family; an unknown one is of none. */
export const isOf = (protocol: string, family: Family): boolean => families(protocol)?.includes(family) ?? false;

/** A protocol, which may be left open to be found out from the traffic. */
export function* protocol(at: Cursor): Problems {
  if (at.text !== '' && !isProtocol(at.text))
    yield problem('MSH2014', at, `${at.name} ${quoted(at.text)} is not a protocol the mesh knows`);
}
