import type { TypeTable } from '../notation.ts';

/** Gateway. @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
export const GATEWAY: TypeTable = {
  Gateway: 'servers:[Server] selector:{string}',
  Server: 'port:ServerPort! bind hosts:[string]! tls:ServerTLSSettings defaultEndpoint name',
  ServerPort: 'number:uint32! protocol! name! targetPort:uint32',
};
