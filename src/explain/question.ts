/** The request that is asked about. */
import { isAuthority, RequestHead } from '../proxy/wire/request-head.ts';

/** A request as a client sends it. */
export interface Question {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Host and port as they stand in the URL, or in the field `host`. */
  readonly authority: string;
  /** Host of the URL without brackets: whom the client connects to. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly target: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const URL_FORM = /^(?:(https?|grpc):\/\/)?([^/?#]*)([/?][^#]*)?(?:#.*)?$/i;
const HOST_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/;
const METHOD = /^[!#$%&'*+.^_`|~\w-]+$/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;
const DEFAULT_PORTS = { http: 80, https: 443 } as const;
const MAX_PORT = 65_535;

/** The parts of a header as curl takes them, `Name: value`; `undefined` for text of another form. */
export function fieldOf(text: string): readonly [name: string, value: string] | undefined {
  const [, name, value = ''] = FIELD.exec(text) ?? [];
  return name === undefined ? undefined : [name.toLowerCase(), value];
}

/** What a question is made of. */
export interface Asked {
  readonly method: string;
  /** A URL; without a scheme it is `http`. */
  readonly url: string;
  readonly fields: Question['fields'];
}

/** The question, or what is wrong with it in words. The path stays as it is written: proxies look at it before and after they normalise it. */
export function questionOf({ method, url, fields }: Asked): Question | string {
  if (!METHOD.test(method)) return `"${method}" is no method`;
  const [, word = 'http', authority = '', rest = ''] = URL_FORM.exec(url) ?? [];
  const [, bracketed, plain, digits] = HOST_PORT.exec(authority) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || !isAuthority(authority)) return `"${url}" has no host`;
  const scheme = word.toLowerCase() === 'https' ? 'https' : 'http';
  const port = digits === undefined ? DEFAULT_PORTS[scheme] : Number(digits);
  if (port < 1 || port > MAX_PORT) return `"${digits}" is no port`;
  const own = fields.find(([name]) => name === 'host')?.[1];
  return {
    method: method.toUpperCase(),
    scheme,
    authority: own ?? authority,
    host: host.toLowerCase(),
    port,
    target: rest.startsWith('/') ? rest : `/${rest}`,
    fields: fields.filter(([name]) => name !== 'host'),
  };
}

/** The request as a proxy has read it; a new one each time, since proxies edit what they pass on. */
export function headOf({ method, scheme, authority, target, fields }: Question): RequestHead {
  const head = new RequestHead();
  head.method = method;
  head.scheme = scheme;
  head.authority = authority;
  head.target = target;
  for (const [name, value] of fields) head.fields.append(name, Buffer.from(value).toString('latin1'));
  return head;
}
