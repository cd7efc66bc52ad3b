/**
 * CEL as Kubernetes writes it, turned into what the library evaluates: `matches` means RE2 and not JavaScript's regular
 * expressions, and `has` may look into an item of a list.
 */

const TOKEN =
  /r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|[rR]?"(?:\\.|[^"\\\n])*"|[rR]?'(?:\\.|[^'\\\n])*'|[A-Za-z_]\w*|\s+|[\s\S]/g;

const OPENING: ReadonlySet<string> = new Set(['(', '[', '{']);
const CLOSING: ReadonlySet<string> = new Set([')', ']', '}']);

/** The index of the token that closes the bracket at `open`; the end when nothing does. */
function closingOf(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (OPENING.has(token)) depth += 1;
    if (CLOSING.has(token)) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** `has(self.list[0].name)` as the optional field it asks for. */
function rewrittenHas(argument: readonly string[]): string {
  const dot = argument.lastIndexOf('.');
  const holder = argument.slice(0, dot);
  const field = argument
    .slice(dot + 1)
    .join('')
    .trim();
  return `(${rewritten(holder)}).?${field}.hasValue()`;
}

function rewritten(tokens: readonly string[]): string {
  const out: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const called = tokens[at + 1] === '(';
    const member = tokens[at - 1] === '.';
    if (token === 'has' && called && !member) {
      const end = closingOf(tokens, at + 1);
      const argument = tokens.slice(at + 2, end);
      const reaches = argument.some((part) => part === '[' || part === '(');
      out.push(reaches ? rewrittenHas(argument) : `has(${argument.join('')})`);
      at = end;
    } else {
      out.push(token === 'matches' && called && member ? 're2Matches' : token);
    }
  }
  return out.join('');
}

/** A rule in the library's dialect; text that is no CEL comes back as it is, for the library to refuse. */
export function toDialect(rule: string): string {
  return rewritten(rule.match(TOKEN) ?? []);
}
