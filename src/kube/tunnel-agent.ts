import { type ClientRequestArgs, request as httpRequest } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { UnavailableError } from '../model/errors.ts';
import { CONNECT_TIMEOUT_MS } from './limits.ts';

/** Opens TLS connections through an HTTP proxy (RFC 9110 section 9.3.6). */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  readonly #tls: ConnectionOptions;

  constructor(proxy: URL, tls: ConnectionOptions, options: AgentOptions) {
    super({ ...options, ...tls });
    this.#proxy = proxy;
    this.#tls = tls;
  }

  /** Node calls this for every new connection; the socket comes by the callback, when the proxy has opened the way. */
  override createConnection(
    { host, port }: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // Node looks at the error first; the type wants a stream beside it.
    const fail = (error: Error): void => done?.(error, new Duplex());
    const { hostname, port: proxyPort, username, password } = this.#proxy;
    const target = `${host}:${port}`;
    const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    const request = httpRequest({
      host: hostname,
      port: proxyPort || '80',
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(username && { 'proxy-authorization': `Basic ${login}` }) },
      timeout: CONNECT_TIMEOUT_MS,
    });
    request.once('timeout', () => request.destroy(silent(hostname)));
    request.once('error', fail);
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        done?.(null, tlsConnect({ ...(host && { servername: host }), ...this.#tls, socket }));
        return;
      }
      socket.destroy();
      fail(refused(hostname, target, response.statusCode));
    });
    request.end();
  }
}

function silent(proxy: string): UnavailableError {
  return new UnavailableError(
    'UNAVAILABLE_PROXY',
    `the proxy ${proxy} did not answer for ${CONNECT_TIMEOUT_MS / 1000} s`,
  );
}

function refused(proxy: string, target: string, status: number | undefined): UnavailableError {
  return new UnavailableError(
    'UNAVAILABLE_PROXY',
    `the proxy ${proxy} refused the way to ${target} with status ${status}`,
    {
      hint: 'NO_PROXY names what is to be reached without it',
    },
  );
}
