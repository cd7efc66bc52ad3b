/** The object of the mesh a cluster or route was made from. */
import { asString } from '../../model/json.ts';
import { fieldAt } from '../fields.ts';

const NETWORKING_PREFIX = '/apis/networking.istio.io/';

/** Pieces of `/apis/networking.istio.io/v1/namespaces/NS/destination-rule/NAME`, the empty one in front included. */
const PATH_PIECES = 8;

/**
 * The cell for the object an element's metadata names: `name.namespace`; empty without metadata or for a path of another
 * length; `<unknown>` for other paths.
 */
export function istioConfigCell(metadata: unknown): string {
  const path = asString(fieldAt(metadata, 'filter_metadata', 'istio', 'config'));
  if (path === undefined) return '';
  if (!path.startsWith(NETWORKING_PREFIX)) return '<unknown>';
  const pieces = path.split('/');
  return pieces.length === PATH_PIECES ? `${pieces[7]}.${pieces[5]}` : '';
}
