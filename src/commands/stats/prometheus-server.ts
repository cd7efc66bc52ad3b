/** Questions to a Prometheus server that is named by a flag. */
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { fetchBytes } from '../../io/remote.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

const HTTP_PORT = 80;

const QUERY_PATH = '/api/v1/query';

/** The server of `--prometheus`: a URL, or HOST:PORT for one that speaks plain HTTP. Throws UsageError for anything else. */
function serverUrl(text: string): URL {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (/^https?:/i.test(url) && URL.canParse(url)) return new URL(url);
  throw new UsageError('USAGE_URL', `--prometheus: "${text}" is neither a URL nor HOST:PORT`, {
    hint: 'write http://localhost:9090; kubectl port-forward -n istio-system svc/prometheus 9090 opens it',
  });
}

/**
 * What a Prometheus server answers to a query now, or at `time` (seconds since 1970). Nothing is done with the answer but
 * showing it, so servers that speak plain HTTP, as those of clusters mostly do, are asked as well. Throws UsageError for a
 * server that is named wrongly, and what requests throw.
 */
export async function askPrometheus(
  server: string,
  question: { readonly query: string; readonly time?: number },
  host: Host,
): Promise<Uint8Array> {
  const base = serverUrl(server);
  const parameters = new URLSearchParams({
    query: question.query,
    ...(question.time === undefined ? {} : { time: String(question.time) }),
  });
  const path = `${base.pathname.replace(/\/+$/, '')}${QUERY_PATH}?${parameters.toString()}`;
  if (base.protocol === 'https:') return fetchBytes(new URL(path, base).href, { signal: host.signal });
  const address = parseAdminAddress(`${base.hostname}:${base.port || HTTP_PORT}`);
  return fetchAdmin(address, path.slice(1), { signal: host.signal });
}
