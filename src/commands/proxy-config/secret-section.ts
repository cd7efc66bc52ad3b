import type { ConfigDump } from '../../envoy/dump.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import type { JsonMap } from '../../model/json.ts';

/** The secrets of a dump as they stand there. The reference has words of its own when JSON is asked for and there are none. */
export function secretSection(dump: ConfigDump): JsonMap {
  try {
    return dump.section('secrets');
  } catch (error) {
    throw error instanceof EnvoyError ? error.withPeer((peer) => `sidecar doesn't support secrets: ${peer}`) : error;
  }
}
