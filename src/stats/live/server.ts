/** `/server_info`. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/server_info.proto */
import { field, text } from '../../envoy/fields.ts';
import { asMap } from '../../model/json.ts';

/** What a proxy says of itself. */
export interface ServerFacts {
  /** `1.40.0`; empty when it does not say. */
  readonly version: string;
  /** `LIVE`, `DRAINING`, `PRE_INITIALIZING` or `INITIALIZING`. */
  readonly state: string;
  readonly uptimeSeconds: number;
  /** The node's id, as the control plane knows the proxy; empty without one. */
  readonly node: string;
}

/** Reads the page; `undefined` when it is none. */
export function readServer(bytes: Uint8Array): ServerFacts | undefined {
  const info = parsed(bytes);
  if (field(info, 'state') === undefined && field(info, 'version') === undefined) return undefined;
  const [, version = ''] = text(info, 'version').split('/');
  return {
    version,
    state: text(info, 'state') || 'LIVE',
    uptimeSeconds: Number.parseFloat(text(info, 'uptime_current_epoch')) || 0,
    node: text(field(info, 'node'), 'id'),
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return asMap(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // The screen goes on without it.
    return undefined;
  }
}
