/** Limits of connections, outbound in a DestinationRule and inbound in a Sidecar. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';
import { isZeroDuration, optionalDuration } from './durations.ts';

const HTTP_LIMITS = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
] as const;

function* limit(at: Cursor): Problems {
  if (at.number < 0) yield problem('MSH2207', at, `${at.name} ${at.number} is negative`);
}

function* http2KeepAlive(at: Cursor): Problems {
  if (!at.exists) return;
  for (const field of ['interval', 'timeout']) {
    if (!at.has(field)) yield problem('MSH2209', at.at(field), `http2KeepAlive has no ${field}`);
    yield* optionalDuration(at.at(field));
  }
}

function* http(at: Cursor): Problems {
  if (!at.exists) return;
  for (const field of HTTP_LIMITS) yield* limit(at.at(field));
  yield* optionalDuration(at.at('idleTimeout'));
  const client = at.at('useClientProtocol');
  if (client.flag && at.at('h2UpgradePolicy').text === 'UPGRADE')
    yield problem('MSH2208', client, 'useClientProtocol contradicts the h2UpgradePolicy UPGRADE');
  yield* http2KeepAlive(at.at('http2KeepAlive'));
}

function* tcp(at: Cursor): Problems {
  if (!at.exists) return;
  yield* limit(at.at('maxConnections'));
  yield* optionalDuration(at.at('connectTimeout'));
  yield* optionalDuration(at.at('maxConnectionDuration'));
  const keepalive = at.at('tcpKeepalive');
  yield* optionalDuration(keepalive.at('time'));
  yield* optionalDuration(keepalive.at('interval'));
  const idle = at.at('idleTimeout');
  // No time stands for no limit here.
  if (idle.exists && !isZeroDuration(idle)) yield* optionalDuration(idle);
}

/** The limits, when there are any. */
export function* connectionPool(at: Cursor): Problems {
  if (!at.exists) return;
  if (!at.has('http') && !at.has('tcp')) yield problem('MSH2206', at, `${at.name} has neither http nor tcp`);
  yield* http(at.at('http'));
  yield* tcp(at.at('tcp'));
}
