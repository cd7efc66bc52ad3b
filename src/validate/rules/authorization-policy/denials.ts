import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';

/** What only HTTP says of where a request comes from. */
const HTTP_SOURCES: readonly string[] = ['requestPrincipals', 'notRequestPrincipals'];

const saysPort = (rule: Cursor): boolean => rule.items('to').some((to) => to.at('operation').says('ports', 'notPorts'));

/** Whether the sources of a rule ask for what is known of any connection. */
function saysPeer(rule: Cursor): boolean {
  return rule.items('from').some((from) => {
    const source = from.at('source');
    const fields = Object.keys(Object(source.value)).filter((field) => !HTTP_SOURCES.includes(field));
    return source.says(...fields);
  });
}

/** Whether a rule denies by what only HTTP has; on a TCP port that leaves a rule that denies everything. */
function isHttpOnly(rule: Cursor): boolean {
  if (rule.says('to')) return !saysPort(rule);
  return rule.says('from') && !saysPeer(rule);
}

/** Whether istioctl warns: it looks at all rules as if they were one, and says it once. */
function isWarnedOf(rules: readonly Cursor[]): boolean {
  if (rules.some((rule) => rule.says('to'))) return !rules.some(saysPort);
  return rules.some((rule) => rule.says('from')) && !rules.some(saysPeer);
}

/** The part of a rule that says what is denied, and no port: where the port is to go. */
function unspecific(rule: Cursor): Cursor {
  const [to] = rule.items('to');
  const [from] = rule.items('from');
  return to?.at('operation') ?? from?.at('source') ?? rule;
}

/** Rules of a policy with the action DENY that close TCP ports as well. */
export function* httpOnlyDenials(spec: Cursor): Problems {
  const rules = spec.items('rules');
  let silent = !isWarnedOf(rules);
  for (const rule of rules.filter(isHttpOnly)) {
    const message = `${rule.name} denies by attributes of HTTP alone and so denies every connection to a TCP port`;
    yield problem('MSH2735', unspecific(rule), message, silent ? { reference: 'silent' } : {});
    silent = true;
  }
}
