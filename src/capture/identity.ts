/** Whose connections the rules of interception leave alone: the proxy has to be that user or group, or it would capture itself. */
import process from 'node:process';

/** User and group of the proxy: what rules take when nobody says otherwise. */
export const PROXY_ID = 1337;

const ROOT = 0;

/** Who this process is to the rules. */
export type ProxyIdentity =
  /** It was the proxy's user or group already. */
  | { readonly kind: 'proxy' }
  /** It was root, and is in the proxy's group from now on; its own was `gid`. */
  | { readonly kind: 'joined'; readonly gid: number }
  /** It is somebody else, whom only rules with flags of their own leave alone. */
  | { readonly kind: 'other'; readonly uid: number; readonly gid: number };

/** Takes the proxy's group where this process may: root does. What it starts is in that group, too, unless it is told otherwise. */
export function becomeProxy(): ProxyIdentity {
  const [uid, gid] = [process.geteuid?.() ?? -1, process.getegid?.() ?? -1];
  if (uid === PROXY_ID || gid === PROXY_ID) return { kind: 'proxy' };
  if (uid !== ROOT) return { kind: 'other', uid, gid };
  process.setegid?.(PROXY_ID);
  return { kind: 'joined', gid };
}
