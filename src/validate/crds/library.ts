/** What Kubernetes adds to CEL, as far as rules of definitions use it and meshctl can tell the answer. */
import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { type RequestUrl, requestUrl } from '../cel/url.ts';
import { addAddresses } from './addresses.ts';
import { addNamedFormats } from './formats.ts';
import { addLists } from './lists.ts';
import { addQuantities } from './quantities.ts';

class UrlValue {
  readonly url: RequestUrl;

  constructor(text: string) {
    const url = requestUrl(text);
    if (url === undefined) throw new Error(`cannot read "${text}" as a URL`);
    this.url = url;
  }

  get hostname(): string {
    return this.url.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  }

  get port(): string {
    return /:(\d*)$/.exec(this.url.host)?.[1] ?? '';
  }

  get query(): ReadonlyMap<string, readonly string[]> {
    const parameters = new URLSearchParams(this.url.query);
    return new Map([...parameters.keys()].map((key) => [key, parameters.getAll(key)]));
  }
}

const find = (text: string, pattern: string): string[] => {
  const matcher = RE2JS.compile(pattern).matcher(text);
  const found: string[] = [];
  while (matcher.find()) found.push(matcher.group() ?? '');
  return found;
};

function addStrings(environment: Environment): void {
  environment
    .registerFunction('string.re2Matches(string): bool', (text: string, pattern: string) =>
      RE2JS.compile(pattern).matcher(text).find(),
    )
    .registerFunction('string.find(string): string', (text: string, pattern: string) => find(text, pattern)[0] ?? '')
    .registerFunction('string.findAll(string): list<string>', find)
    .registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) =>
      limit < 0n ? find(text, pattern) : find(text, pattern).slice(0, Number(limit)),
    )
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) => [...text][Number(index)] ?? '')
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    );
}

function addUrls(environment: Environment): void {
  environment
    .registerType('kubernetes.URL', UrlValue)
    .registerFunction('isURL(string): bool', (text: string) => requestUrl(text) !== undefined)
    .registerFunction('url(string): kubernetes.URL', (text: string) => new UrlValue(text))
    .registerFunction('kubernetes.URL.getScheme(): string', ({ url }: UrlValue) => url.scheme)
    .registerFunction('kubernetes.URL.getHost(): string', ({ url }: UrlValue) => url.host)
    .registerFunction('kubernetes.URL.getHostname(): string', ({ hostname }: UrlValue) => hostname)
    .registerFunction('kubernetes.URL.getPort(): string', ({ port }: UrlValue) => port)
    .registerFunction('kubernetes.URL.getEscapedPath(): string', ({ url }: UrlValue) => url.path)
    .registerFunction('kubernetes.URL.getQuery(): map<string, list<string>>', ({ query }: UrlValue) => query);
}

/** Teaches an environment what Kubernetes adds. `matches` of rules has to be called `re2Matches`. */
export function addKubernetes(environment: Environment): void {
  addStrings(environment);
  addUrls(environment);
  addLists(environment);
  addAddresses(environment);
  addQuantities(environment);
  addNamedFormats(environment);
}
