import type { Cursor } from '../cursor.ts';
import { firstCounts, type Problem, type Problems, problem, quoted } from '../problem.ts';
import { ports, stated } from './lists.ts';

const PORT_FIELDS = ['ports', 'notPorts'] as const;
const PATH_FIELDS = ['paths', 'notPaths'] as const;
const FIELDS = [...PORT_FIELDS, 'methods', 'notMethods', ...PATH_FIELDS, 'hosts', 'notHosts'] as const;

/** One segment, and any number of them. */
const ONE = '{*}';
const MANY = '{**}';

/** The characters of a path, RFC 3986 appendix A, but for the asterisk. */
const SEGMENT = /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/;

function pathProblem(at: Cursor): Problem | undefined {
  const template = at.text.includes(ONE) || at.text.includes(MANY);
  let many = false;
  for (const segment of at.text.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === ONE || segment === MANY) {
      if (many) return problem('MSH2723', at, `${at.name} ${quoted(at.text)} has a template behind "${MANY}"`);
      many = segment === MANY;
      continue;
    }
    if (/[{}]/.test(segment))
      return problem('MSH2724', at, `${quoted(segment)} in ${at.name} is neither "${ONE}" nor "${MANY}"`);
    if (template && !SEGMENT.test(segment))
      return problem('MSH2725', at, `${quoted(segment)} in ${at.name} cannot stand beside a template`);
  }
  return undefined;
}

function* paths(of: Cursor, field: string): Problems {
  for (const at of of.items(field)) {
    const found = pathProblem(at);
    if (found) yield found;
  }
}

/** What a request is for: an entry of `to`. */
export function* operation(to: Cursor): Problems {
  const at = to.at('operation');
  if (!at.exists) {
    yield problem('MSH2721', at, `${to.name} has no operation`);
    return;
  }
  if (!at.says(...FIELDS)) yield problem('MSH2722', at, `the operation of ${to.name} asks for nothing`);
  for (const field of PORT_FIELDS) yield* ports(at, field);
  for (const field of FIELDS) yield* stated(at, field);
  for (const field of PATH_FIELDS) yield* firstCounts(paths(at, field));
}
