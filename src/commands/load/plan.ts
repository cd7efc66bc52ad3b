/** What the flags ask for. */
import { durationMs } from '../../cli/duration.ts';
import { readInput } from '../../io/inputs.ts';
import { type LoadPlan, type RequestParts, targetOf } from '../../load/plan.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { LoadFlags } from './flags.ts';

/** RFC 9110 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What a field's value may not hold: it would end its line. */
const LINE_ENDS = /[\r\n\0]/;
/** More sockets than systems give a process without being asked. */
const MAX_CONNECTIONS = 10_000;

function positive(flag: string, value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return;
  throw new UsageError('USAGE_NUMBER', `${flag} has to be more than 0`);
}

function headerOf(text: string): readonly [string, string] {
  const at = text.indexOf(':');
  const [name, value] = [text.slice(0, at), text.slice(at + 1).trim()];
  if (at > 0 && TOKEN.test(name) && !LINE_ENDS.test(value)) return [name, value];
  throw new UsageError('USAGE_HEADER', `-H: "${text}" is no header`, { hint: "write 'name: value'" });
}

async function bodyOf({ body = '' }: LoadFlags, host: Host): Promise<Buffer> {
  if (!body.startsWith('@')) return Buffer.from(body);
  return Buffer.from(await readInput(body.slice(1), host));
}

/** The plan of a run. Throws UsageError for flags that make no sense, and what reading the body throws. */
export async function planOf(flags: LoadFlags, urls: readonly string[], host: Host): Promise<LoadPlan> {
  const { rate, requests, connections, streams, http2 = false, byHeader, insecure = false } = flags;
  positive('--rate', rate);
  positive('--requests', requests);
  positive('--connections', connections);
  positive('--streams', streams);
  if (streams > 1 && !http2) {
    throw new UsageError('USAGE_STREAMS', '--streams: one connection of HTTP/1.1 has one request at a time', {
      hint: 'add --http2, or ask for more --connections',
    });
  }
  if (connections > MAX_CONNECTIONS) {
    throw new UsageError('USAGE_NUMBER', `--connections: ${connections} are more than ${MAX_CONNECTIONS}`);
  }
  const body = await bodyOf(flags, host);
  const method = flags.method ?? (body.length > 0 ? 'POST' : 'GET');
  if (!TOKEN.test(method)) throw new UsageError('USAGE_METHOD', `--method: "${method}" is no method`);
  const parts: RequestParts = { method, headers: (flags.header ?? []).map(headerOf), body };
  const targets = urls.map((url) => {
    const target = targetOf(url, parts);
    if (target !== undefined) return target;
    throw new UsageError('USAGE_URL', `"${url}" is no URL to send requests to`, {
      hint: 'write http://HOST:PORT/PATH',
    });
  });
  return {
    targets,
    rate,
    requests,
    connections,
    ...(http2 ? { streams } : {}),
    durationMs: durationMs(flags.duration, '--duration'),
    timeoutMs: durationMs(flags.timeout, '--timeout'),
    by: byHeader.toLowerCase(),
    verify: !insecure,
  };
}
