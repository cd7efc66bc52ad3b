/** Go's fmt.Sprintf. */
import { integerOf, typeName } from '../kinds.ts';
import { formatPlain, formatValue } from './print.ts';
import { type Directive, plainDirective } from './verbs.ts';

/** Go takes no width or precision beyond this. */
const MAX_NUMBER = 1_000_000;

const FLAGS: Readonly<Record<string, 'sharp' | 'zero' | 'plus' | 'minus' | 'space'>> = {
  '#': 'sharp',
  '0': 'zero',
  '+': 'plus',
  '-': 'minus',
  ' ': 'space',
};

const DIGITS = /[0-9]+/y;
const INDEX = /\[([^\]]*)\]/y;

/** Formats the arguments by a format of Go's fmt package; mistakes in it show up in the text as `%!verb(…)`, as in Go. */
export function sprintf(format: string, args: readonly unknown[]): string {
  return new Printer(format, args).run();
}

class Printer {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #out = '';
  #at = 0;
  #arg = 0;
  #reordered = false;
  #goodIndex = true;
  #afterIndex = false;

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent < 0) break;
      this.#out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      if (!this.#plainText()) this.#directive();
    }
    this.#out += this.#format.slice(this.#at);
    if (!this.#reordered && this.#arg < this.#args.length) this.#extra();
    return this.#out;
  }

  /** `%s` and `%v` of a string, which most directives are; false for any other. */
  #plainText(): boolean {
    const verb = this.#char();
    const text = this.#args[this.#arg];
    if ((verb !== 's' && verb !== 'v') || typeof text !== 'string') return false;
    this.#out += text;
    this.#at += 1;
    this.#arg += 1;
    return true;
  }

  #extra(): void {
    const parts = this.#args.slice(this.#arg).map((arg) => {
      return arg === null || arg === undefined ? '<nil>' : `${typeName(arg)}=${formatPlain(arg)}`;
    });
    this.#out += `%!(EXTRA ${parts.join(', ')})`;
  }

  #directive(): void {
    const d = plainDirective();
    this.#goodIndex = true;
    this.#afterIndex = false;
    for (let flag = FLAGS[this.#char()]; flag; flag = FLAGS[this.#char()]) {
      d[flag] = true;
      this.#at++;
    }
    this.#index();
    this.#width(d);
    if (this.#char() === '.' && this.#at + 1 < this.#format.length) this.#precision(d);
    if (!this.#afterIndex) this.#index();
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#format.length) {
      this.#out += '%!(NOVERB)';
      return;
    }
    this.#at += verb.length;
    this.#verb(verb, d);
  }

  #char(): string {
    return this.#format[this.#at] ?? '';
  }

  #number(): number | undefined {
    DIGITS.lastIndex = this.#at;
    const digits = DIGITS.exec(this.#format)?.[0];
    if (digits === undefined) return undefined;
    this.#at += digits.length;
    return Number(digits) > MAX_NUMBER ? undefined : Number(digits);
  }

  /** `[n]`: the argument to use next. */
  #index(): void {
    this.#afterIndex = false;
    if (this.#char() !== '[') return;
    this.#reordered = true;
    INDEX.lastIndex = this.#at;
    const match = INDEX.exec(this.#format);
    this.#at += match ? match[0].length : 1;
    const digits = match?.[1] ?? '';
    const index = /^[0-9]+$/.test(digits) ? Number(digits) - 1 : -1;
    // A number that is no argument's still counts as an index; anything else does not.
    this.#afterIndex = /^[0-9]+$/.test(digits);
    if (index >= 0 && index < this.#args.length) this.#arg = index;
    else this.#goodIndex = false;
  }

  /** The number an asterisk takes from the arguments. */
  #star(): number | undefined {
    this.#at++;
    this.#afterIndex = false;
    const value = integerOf(this.#args[this.#arg]);
    if (this.#arg < this.#args.length) this.#arg++;
    return value === undefined || value > MAX_NUMBER || value < -MAX_NUMBER ? undefined : Number(value);
  }

  #width(d: Directive): void {
    if (this.#char() !== '*') {
      d.width = this.#number();
      if (this.#afterIndex && d.width !== undefined) this.#goodIndex = false;
      return;
    }
    d.width = this.#star();
    if (d.width === undefined) this.#out += '%!(BADWIDTH)';
    else if (d.width < 0) {
      d.width = -d.width;
      d.minus = true;
      d.zero = false;
    }
  }

  #precision(d: Directive): void {
    this.#at++;
    if (this.#afterIndex) this.#goodIndex = false;
    this.#index();
    if (this.#char() !== '*') {
      d.precision = this.#number() ?? 0;
      return;
    }
    const value = this.#star();
    if (value !== undefined && value >= 0) d.precision = value;
    else this.#out += '%!(BADPREC)';
  }

  #verb(verb: string, d: Directive): void {
    if (verb === '%') this.#out += '%';
    else if (!this.#goodIndex) this.#out += `%!${verb}(BADINDEX)`;
    else if (this.#arg >= this.#args.length) this.#out += `%!${verb}(MISSING)`;
    else {
      if (verb === 'v') {
        d.sharpV = d.sharp;
        d.plusV = d.plus;
        d.sharp = false;
        d.plus = false;
      }
      this.#out += formatValue(this.#args[this.#arg++], verb, d);
    }
  }
}
