/** Explanations as text. */
import type { ChalkInstance } from 'chalk';
import type { Answer, Explanation, Hop, Place, Step, StepKind, StepResult } from '../../explain/steps.ts';

/** How an explanation is printed. */
export interface TextStyle {
  readonly paint: ChalkInstance;
  readonly verbose: boolean;
}

/** Lines for routes and policies that are passed over, without -v: the last before the one that is taken. */
const SHOWN_PASSED = 5;

const LABELS: Readonly<Record<StepKind, string>> = {
  listener: 'listener',
  'filter-chain': 'chain',
  path: 'path',
  token: 'token',
  policy: 'policy',
  'virtual-host': 'host',
  route: 'route',
  fault: 'fault',
  cors: 'cors',
  'rate-limit': 'limit',
  answer: 'answer',
  timeout: 'time-out',
  retries: 'retries',
  mirror: 'mirror',
  cluster: 'to',
  request: 'request',
  endpoint: 'endpoints',
};

const LABEL_WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length));

const MARKS: Readonly<Record<StepResult, string>> = {
  taken: '+',
  applies: '+',
  allowed: '+',
  'passed-over': '-',
  drawn: '?',
  refused: 'x',
  failed: 'x',
};

function styleOf(result: StepResult, paint: ChalkInstance): (text: string) => string {
  if (result === 'refused' || result === 'failed') return paint.red;
  if (result === 'drawn') return paint.yellow;
  return result === 'passed-over' ? paint.dim : paint.green;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`;

/** `mesh.yaml:12 (VirtualService shop/cart)`. */
function placeText({ file, line, resource }: Place): string {
  const where = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
  if (where === '') return resource ?? '';
  return resource === undefined ? where : `${where} (${resource})`;
}

/** `last` is the place told before: it is not told again. */
function stepText({ kind, result, text, share, place }: Step, { paint }: TextStyle, last: string): string {
  const chance = share === undefined ? '' : `${percent(share)} of requests: `;
  const mark = styleOf(result, paint)(MARKS[result]);
  const where = place === undefined ? '' : placeText(place);
  const from =
    where === '' || where === last
      ? ''
      : `
      ${' '.repeat(LABEL_WIDTH)}${paint.dim(where)}`;
  return `  ${mark} ${LABELS[kind].padEnd(LABEL_WIDTH)}  ${chance}${text}${from}\n`;
}

/** Steps without those that few ask for; how many of what was passed over are left out is said. */
function chosen(steps: readonly Step[], verbose: boolean): readonly (Step | number)[] {
  if (verbose) return steps;
  const out: (Step | number)[] = [];
  let passed: Step[] = [];
  const flush = (): void => {
    const hidden = passed.length > SHOWN_PASSED ? passed.length - SHOWN_PASSED + 1 : 0;
    if (hidden > 0) out.push(hidden);
    out.push(...passed.slice(hidden));
    passed = [];
  };
  for (const step of steps.filter(({ minor }) => minor !== true)) {
    if (step.result !== 'passed-over' || step.kind !== passed[0]?.kind) flush();
    if (step.result === 'passed-over') passed.push(step);
    else out.push(step);
  }
  flush();
  return out;
}

function stepsText(steps: readonly Step[], style: TextStyle): string {
  let last = '';
  const lines = chosen(steps, style.verbose).map((step) => {
    if (typeof step === 'number') return style.paint.dim(`  - ${step} more before, see -v\n`);
    const line = stepText(step, style, last);
    last = step.place === undefined ? last : placeText(step.place);
    return line;
  });
  return lines.join('');
}

function answerText({ status, details, flags, location }: Answer): string {
  const flag = flags === '-' ? '' : ` ${flags}`;
  if (status === 0) return `the connection is closed (${details}${flag})`;
  return `${status}${location === undefined ? '' : ` to ${location}`} (${details}${flag})`;
}

function hopText({ proxy, clusters, steps }: Hop, all: number, style: TextStyle): string {
  const of = clusters.length > 0 && clusters.length < all ? `, for ${clusters.join(', ')}` : '';
  const title = `At the ${proxy}${of}`.replace('At the a ', 'At a ');
  return `${style.paint.bold(title)}
${stepsText(steps, style)}`;
}

/** What it comes to, in a few lines; one for each end the request can have. */
function results({ hops }: Explanation): readonly string[] {
  const [first, ...rest] = hops;
  if (first === undefined) return [];
  const { answer, targets, fault } = first.outcome;
  if (answer) return [answerText(answer)];
  const faulty =
    fault !== undefined && fault.abortShare > 0 ? [`${percent(fault.abortShare)}: ${fault.status}, on purpose`] : [];
  const ends = targets.map(({ share, host, port, subset, failure, cluster }) => {
    const to = `${host}${port === 0 ? '' : `:${port}`}${subset === '' ? '' : ` ${subset}`}`;
    const refusing = rest.filter(({ clusters, outcome }) => clusters.includes(cluster) && outcome.answer !== undefined);
    const [refusal] = refusing;
    const what = failure
      ? answerText(failure)
      : refusal?.outcome.answer
        ? `${answerText(refusal.outcome.answer)} from its sidecar`
        : 'gets it';
    return `${share < 1 ? `${percent(share)}: ` : ''}${to}: ${what}`;
  });
  return [...faulty, ...ends];
}

/** The explanation; the last lines say what it comes to. */
export function explanationText(explanation: Explanation, style: TextStyle): string {
  const { request, hops } = explanation;
  const all = new Set(hops.flatMap(({ clusters }) => clusters)).size;
  const title = `${request.method} ${request.url} from ${request.from}`;
  const parts = hops.map((hop) => hopText(hop, all, style));
  const ends = results(explanation)
    .map((line) => `  ${line}\n`)
    .join('');
  return `${style.paint.bold(title)}\n\n${parts.join('\n')}\n${style.paint.bold('Result')}\n${ends}`;
}
