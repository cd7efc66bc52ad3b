/** What is asked of whom, how often and for how long. */

/** Where requests go. */
export interface Target {
  /** As it was given. */
  readonly url: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** The name of a TLS server; empty for an address. */
  readonly serverName: string;
  readonly method: string;
  /** The whole request: every one is the same. */
  readonly bytes: Buffer;
}

/** One run. */
export interface LoadPlan {
  readonly targets: readonly Target[];
  /** Requests a second, to all targets together; absent: as fast as answers come. */
  readonly rate?: number | undefined;
  readonly durationMs: number;
  /** The run also ends after so many requests. */
  readonly requests?: number | undefined;
  /** To each target. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** The response header that says who answered, in lower case. */
  readonly by: string;
  /** Whether certificates are checked. */
  readonly verify: boolean;
}

/** What requests are made of besides the URL. */
export interface RequestParts {
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

const isAddress = (host: string): boolean => host.includes(':') || /^\d+(?:\.\d+){3}$/.test(host);

/** The target of a URL; `undefined` when it is none of HTTP. Headers given by the caller stand in for those that are made. */
export function targetOf(text: string, { method, headers, body }: RequestParts): Target | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const standard = DEFAULT_PORTS[url?.protocol ?? ''];
  if (url === undefined || standard === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const made: readonly (readonly [string, string])[] = [
    ['host', url.host],
    ['user-agent', 'meshctl-load'],
    ['accept', '*/*'],
    ...(body.length > 0 ? [['content-length', String(body.length)] as const] : []),
  ];
  const lines = [...made.filter(([name]) => !given.has(name)), ...headers].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
  return {
    url: text,
    secure: url.protocol === 'https:',
    host,
    port: url.port === '' ? standard : Number(url.port),
    serverName: isAddress(host) ? '' : host,
    method,
    bytes: Buffer.concat([Buffer.from(head, 'latin1'), body]),
  };
}
