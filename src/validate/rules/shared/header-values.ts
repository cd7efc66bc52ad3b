/** Values given to headers: Envoy replaces variables between percent signs in them, such as `%DOWNSTREAM_REMOTE_ADDRESS%`. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

/** Control characters, which a header's value may not hold; a tab is none of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a header may not hold
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

type State = 'name' | 'arguments' | 'string' | 'argument' | 'delimiter' | 'close' | 'end';

interface Step {
  /** The character that leads on; `other` for any but white space. */
  readonly on: Readonly<Record<string, State | 'done'>>;
  /** What is expected, for the message. */
  readonly expected?: string;
  /** The state any other character leads to. */
  readonly otherwise?: State;
}

/** A variable is read by states, from behind its first percent sign: `%NAME%`, `%NAME(text)%`, `%NAME(["a", "b"])%`. */
const STEPS: Readonly<Record<State, Step>> = {
  name: { on: { '%': 'done', '(': 'arguments' }, otherwise: 'name' },
  arguments: { on: { '[': 'string' }, otherwise: 'argument' },
  string: { on: { '"': 'argument' }, expected: 'a quotation mark' },
  argument: { on: { ')': 'end', '"': 'delimiter' }, otherwise: 'argument' },
  delimiter: { on: { ',': 'string', ']': 'close' }, expected: 'a comma or a closing bracket' },
  close: { on: { ')': 'end' }, expected: 'a closing parenthesis' },
  end: { on: { '%': 'done' }, expected: 'a percent sign' },
};

const isSpace = (char: string): boolean => /\s/.test(char);

interface Read {
  /** Behind the variable. */
  readonly end: number;
  /** What is wrong with it. */
  readonly wrong?: string;
}

function readVariable(text: string, start: number): Read {
  let state: State = 'name';
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && state === 'argument') {
      at++;
      continue;
    }
    const step: Step = STEPS[state];
    const next = Object.hasOwn(step.on, char) ? step.on[char] : undefined;
    if (next === 'done') return { end: at + 1 };
    if (next !== undefined) state = next;
    else if (step.expected !== undefined && !isSpace(char))
      return { end: at, wrong: `${step.expected} is expected before ${quoted(text.slice(at))}` };
    else if (step.otherwise !== undefined && !(state === 'arguments' && isSpace(char))) state = step.otherwise;
  }
  return { end: text.length, wrong: `the variable ${quoted(text.slice(start - 1))} is not closed` };
}

function variableError(text: string): string | undefined {
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at)) {
    if (at === text.length - 1) return 'a percent sign has to be doubled';
    if (text[at + 1] === '%') {
      at += 2;
      continue;
    }
    const read = readVariable(text, at + 1);
    if (read.wrong !== undefined) return read.wrong;
    at = read.end;
  }
  return undefined;
}

/** The value a header gets. */
export function* headerValue(at: Cursor): Problems {
  if (CONTROL.test(at.text)) {
    yield problem('MSH2044', at, `the value ${quoted(at.text)} of the header ${at.name} has a control character`);
    return;
  }
  const wrong = variableError(at.text);
  if (wrong !== undefined)
    yield problem('MSH2045', at, `the value ${quoted(at.text)} of the header ${at.name} cannot be read: ${wrong}`);
}
