/** What an Envoy of ours is asked and told while it runs. */
import { request } from 'node:http';
import { collectBytes } from '../io/collect.ts';
import { MAX_ADMIN_BYTES } from '../io/limits.ts';
import { UnavailableError } from '../model/errors.ts';

/** Where the admin port is: a socket in the file system, or an address. */
export type AdminPlace = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** Envoy answers in milliseconds; one that is silent for so long hangs. */
const ANSWER_MS = 10_000;

/** An answer of the admin port. */
export interface AdminReply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/**
 * Asks for a page, or tells a command with POST.
 * @throws UnavailableError when nobody answers.
 */
export async function askEnvoy(place: AdminPlace, path: string, method: 'GET' | 'POST' = 'GET'): Promise<AdminReply> {
  try {
    return await new Promise<AdminReply>((resolve, reject) => {
      const options = { ...place, path, method, agent: false, signal: AbortSignal.timeout(ANSWER_MS) };
      const asked = request({ ...options, headers: { host: 'localhost' } }, (response) => {
        collectBytes(path, response, MAX_ADMIN_BYTES).then((bytes) => {
          const { statusCode: status = 0, headers } = response;
          const contentType = headers['content-type'] ?? 'text/plain';
          resolve({ status, contentType, body: Buffer.from(bytes).toString() });
        }, reject);
      });
      asked.once('error', reject);
      asked.end();
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnavailableError('UNAVAILABLE_ENVOY', `Envoy does not answer on its admin port: ${why}`, { cause });
  }
}

/** Statistics by name, those whose name the expression is found in; texts lose their quotes. */
export async function envoyStats(place: AdminPlace, filter: string): Promise<ReadonlyMap<string, string>> {
  const { body } = await askEnvoy(place, `/stats?filter=${encodeURIComponent(filter)}`);
  const pairs = body.split('\n').flatMap((line) => {
    // Names hold colons, values do not.
    const at = line.lastIndexOf(': ');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 2).replace(/^"|"$/g, '')] as const];
  });
  return new Map(pairs);
}
