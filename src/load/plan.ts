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
  /** The whole request over HTTP/1.1: every one is the same. */
  readonly bytes: Buffer;
  /** The head of it over HTTP/2. */
  readonly fields: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
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
  /** Requests at once on each connection, over HTTP/2; absent: HTTP/1.1, one at a time. */
  readonly streams?: number | undefined;
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

/** Those that HTTP/2 has no place for: RFC 9113 8.2.2; and the one that has another name there. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

function fieldsOf(url: URL, method: string, headers: RequestParts['headers']): Target['fields'] {
  const host = headers.findLast(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.host;
  const fields: Record<string, string | string[]> = {
    ':method': method,
    ':scheme': url.protocol.slice(0, -1),
    ':authority': host,
    ':path': `${url.pathname}${url.search}`,
  };
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (OF_CONNECTIONS.has(key)) continue;
    const known = fields[key];
    fields[key] = known === undefined ? value : [known, value].flat();
  }
  return fields;
}

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
  const all = [...made.filter(([name]) => !given.has(name)), ...headers];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
  return {
    url: text,
    secure: url.protocol === 'https:',
    host,
    port: url.port === '' ? standard : Number(url.port),
    serverName: isAddress(host) ? '' : host,
    method,
    bytes: Buffer.concat([Buffer.from(head, 'latin1'), body]),
    fields: fieldsOf(url, method, all),
    body,
  };
}
