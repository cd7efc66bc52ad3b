/** How long ago something was, as kubectl says it: `5s`, `6m43s`, `2h3m`, `4d`. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY_HOURS = 24;
const YEAR_DAYS = 365;

/** One unit and, while the number is small, the next one; `limit` is the first value of the unit that belongs to a later line. */
interface Step {
  /** Seconds below which the line is used. */
  readonly below: number;
  readonly unit: readonly [seconds: number, letter: string];
  /** The smaller unit shown besides. */
  readonly rest?: readonly [seconds: number, letter: string];
}

const DAY = DAY_HOURS * HOUR;
const YEAR = YEAR_DAYS * DAY;

/** @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/duration#HumanDuration */
const STEPS: readonly Step[] = [
  { below: 2 * MINUTE, unit: [1, 's'] },
  { below: 10 * MINUTE, unit: [MINUTE, 'm'], rest: [1, 's'] },
  { below: 3 * HOUR, unit: [MINUTE, 'm'] },
  { below: 8 * HOUR, unit: [HOUR, 'h'], rest: [MINUTE, 'm'] },
  { below: 2 * DAY, unit: [HOUR, 'h'] },
  { below: 8 * DAY, unit: [DAY, 'd'], rest: [HOUR, 'h'] },
  { below: 2 * YEAR, unit: [DAY, 'd'] },
  { below: 8 * YEAR, unit: [YEAR, 'y'], rest: [DAY, 'd'] },
  { below: Number.POSITIVE_INFINITY, unit: [YEAR, 'y'] },
];

/** Clocks of two machines may differ by this much. */
const SKEW_SECONDS = 1;

/** The age of something by the milliseconds since. A moment in the future is `0s`, or `<invalid>` when it is more than a second ahead. */
export function humanAge(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -SKEW_SECONDS) return '<invalid>';
  if (seconds < 0) return '0s';
  const step = STEPS.find(({ below }) => seconds < below);
  if (!step) return '';
  const [size, letter] = step.unit;
  const whole = `${Math.floor(seconds / size)}${letter}`;
  if (!step.rest) return whole;
  const [restSize, restLetter] = step.rest;
  const rest = Math.floor((seconds % size) / restSize);
  return rest === 0 ? whole : `${whole}${rest}${restLetter}`;
}
