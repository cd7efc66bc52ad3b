import { asciiLower } from './text.ts';

/** Most fields one head may have (Envoy's default). */
const MAX_FIELDS = 100;

/** Numbers kept for a field: where its name begins and ends, where its value does, where its line ends. */
const STRIDE = 5;

/**
 * The field lines of one message: their text, names in lower case, and where everything stands in it. One object serves all
 * messages of a connection; nothing is parsed into a map.
 */
export class Fields {
  /** `name: value\r\n` of every field, in the order received. */
  text = '';
  count = 0;
  // Plain arrays of small numbers: a stream of HTTP/2 makes several of these objects, and typed arrays would cost it more than they save.
  readonly #at: number[] = [];
  /** 1 for a field that is not passed on. */
  readonly #dropped: number[] = [];

  clear(): void {
    this.count = 0;
    this.text = '';
  }

  /** Makes the text what it has to be on the wire when lines came with other ends. */
  rewrite(): void {
    const all = Array.from({ length: this.count }, (_, index) => [this.name(index), this.value(index)] as const);
    this.clear();
    for (const [name, value] of all) this.append(name, value);
  }

  /** Takes over the fields that another one passes on. */
  copy(other: Fields): void {
    this.clear();
    for (let index = 0; index < other.count; index++) {
      if (!other.isDropped(index)) this.append(other.name(index), other.value(index));
    }
  }

  /** Notes a field by positions in the text to come; false when there are too many. */
  add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, lineEnd: number): boolean {
    if (this.count === MAX_FIELDS) return false;
    this.#note(nameStart, nameEnd, valueStart, valueEnd, lineEnd);
    return true;
  }

  /** Adds a field behind the others, beyond any limit: name in lower case, value without white space around it. */
  append(name: string, value: string): void {
    const start = this.text.length;
    const valueStart = start + name.length + 2;
    const valueEnd = valueStart + value.length;
    this.text += `${name}: ${value}\r\n`;
    this.#note(start, start + name.length, valueStart, valueEnd, valueEnd + 2);
  }

  /** Adds whole lines, `name: value\r\n`. */
  appendLines(lines: string): void {
    for (const line of lines.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) this.append(line.slice(0, colon), line.slice(colon + 2));
    }
  }

  /** Makes this the only field with its name. */
  set(name: string, value: string): void {
    this.dropNamed(name);
    this.append(name, value);
  }

  /** Length of a field's name: the cheap first test of what it can be. */
  nameLength(index: number): number {
    return this.#position(index, 1) - this.#position(index, 0);
  }

  /** Whether the field has this name, given in lower case. */
  isNamed(index: number, name: string): boolean {
    const start = this.#position(index, 0);
    return this.#position(index, 1) - start === name.length && this.text.startsWith(name, start);
  }

  name(index: number): string {
    return this.text.slice(this.#position(index, 0), this.#position(index, 1));
  }

  /** The value without the white space around it, bytes as latin-1. */
  value(index: number): string {
    return this.text.slice(this.#position(index, 2), this.#position(index, 3));
  }

  /** Index of the first field with this name at or after `from`, dropped ones left out; -1 without one. */
  find(name: string, from = 0): number {
    for (let index = from; index < this.count; index++) {
      if (this.#dropped[index] === 0 && this.isNamed(index, name)) return index;
    }
    return -1;
  }

  /** Value of the first field with this name, in lower case; `undefined` without one. */
  get(name: string): string | undefined {
    const index = this.find(name);
    return index < 0 ? undefined : this.value(index);
  }

  /** Takes a field out of what is passed on. */
  drop(index: number): void {
    this.#dropped[index] = 1;
  }

  /** Takes every field with this name out; says whether there was one. */
  dropNamed(name: string): boolean {
    let any = false;
    for (let index = this.find(name); index >= 0; index = this.find(name, index + 1)) {
      this.drop(index);
      any = true;
    }
    return any;
  }

  /** Whether the field at this index is left out. */
  isDropped(index: number): boolean {
    return this.#dropped[index] === 1;
  }

  /** The lines that are passed on, as few pieces as there are gaps. */
  forwarded(): string {
    let out = '';
    let start = 0;
    for (let index = 0; index < this.count; index++) {
      if (this.#dropped[index] === 0) continue;
      out += this.text.slice(start, this.#position(index, 0));
      start = this.#position(index, 4);
    }
    return start === 0 ? this.text : out + this.text.slice(start);
  }

  #note(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, lineEnd: number): void {
    const at = this.count * STRIDE;
    this.#at[at] = nameStart;
    this.#at[at + 1] = nameEnd;
    this.#at[at + 2] = valueStart;
    this.#at[at + 3] = valueEnd;
    this.#at[at + 4] = lineEnd;
    this.#dropped[this.count] = 0;
    this.count += 1;
  }

  #position(index: number, part: number): number {
    return this.#at[index * STRIDE + part] ?? 0;
  }
}

/** Calls `each` with every item of a comma list, in lower case, without white space; empty items are left out (RFC 9110 5.6.1). */
export function eachListItem(value: string, each: (item: string) => void): void {
  let start = 0;
  while (start <= value.length) {
    const comma = value.indexOf(',', start);
    const end = comma < 0 ? value.length : comma;
    const item = value.slice(start, end).trim();
    if (item !== '') each(asciiLower(item));
    start = end + 1;
  }
}
