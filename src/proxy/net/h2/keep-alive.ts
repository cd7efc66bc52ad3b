import type { ClientHttp2Session } from 'node:http2';
import type { ClusterPlan } from '../../upstream.ts';
import { Timer, type TimerWheel } from '../../wire/timer-wheel.ts';

/** Asks a connection for a sign of life again and again, and ends it when none comes in time (RFC 9113 6.7). */
export function keepAlive(
  session: ClientHttp2Session,
  wheel: TimerWheel,
  { intervalMs, timeoutMs }: NonNullable<ClusterPlan['pings']>,
): void {
  const ask = new Timer(() => {
    if (session.destroyed) return;
    wheel.start(missing, timeoutMs);
    session.ping(() => {
      wheel.stop(missing);
      if (!session.destroyed) wheel.start(ask, intervalMs);
    });
  });
  const missing = new Timer(() => session.destroy());
  wheel.start(ask, intervalMs);
  session.once('close', () => {
    wheel.stop(ask);
    wheel.stop(missing);
  });
}
