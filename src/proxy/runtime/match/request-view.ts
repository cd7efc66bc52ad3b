/** What conditions on requests look at. */

import type { IpAddress } from '../../../model/ip.ts';
import type { JsonMap } from '../../../model/json.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import type { ConnectionView } from '../connection-view.ts';

/** The request as it is while filters run. */
export interface RequestView {
  readonly head: RequestHead;
  /** The target up to the query, normalised. */
  readonly path: string;
  /** What stands behind the question mark; empty without one. */
  readonly query: string;
  readonly connection: ConnectionView;
  /** The client as far as it is to be believed: the peer at an edge, else who the last hop says it is. */
  readonly client: IpAddress | undefined;
  /** What a checked token says; `undefined` without one. */
  readonly claims: JsonMap | undefined;
}

type PseudoField = (request: RequestView) => string;

/** HTTP/2's names for the parts of a request line; Host is one of them. */
const PSEUDO: Readonly<Record<string, PseudoField>> = {
  ':method': ({ head }) => head.method,
  ':authority': ({ head }) => head.authority,
  host: ({ head }) => head.authority,
  ':path': ({ head }) => head.target,
  ':scheme': ({ head }) => head.scheme,
};

/** Whether any line of the field passes; `undefined` when there is no line. */
export type FieldTest = (request: RequestView, test: (value: string) => boolean) => boolean | undefined;

/** How a field is found by its name, given in any case. Repeated lines are looked at one by one, never joined. */
export function fieldTest(name: string): FieldTest {
  const lower = name.toLowerCase();
  const pseudo = PSEUDO[lower];
  if (pseudo) return (request, test) => test(pseudo(request));
  return ({ head: { fields } }, test) => {
    let index = fields.find(lower);
    if (index < 0) return undefined;
    for (; index >= 0; index = fields.find(lower, index + 1)) if (test(fields.value(index))) return true;
    return false;
  };
}
