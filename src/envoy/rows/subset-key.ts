/** The parts of a cluster name that Istio made. */
export interface SubsetKey {
  readonly direction: string;
  readonly port: number;
  readonly subset: string;
  readonly host: string;
}

/** Parts a name must have at least to be one of Istio's. */
const PARTS = 4;

/**
 * What a name of the form `direction|port|subset|host` says; `undefined` for other names. A host that itself has a `|` is
 * left empty and a port that is no number is 0, as in the reference.
 */
export function parseSubsetKey(name: string): SubsetKey | undefined {
  const parts = name.split('|');
  if (parts.length < PARTS) return undefined;
  const [direction = '', port = '', subset = '', host = ''] = parts;
  return { direction, port: integer(port), subset, host: parts.length === PARTS ? host : '' };
}

function integer(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}
