import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, entry } from '../../model/json.ts';

/** An entry of a map: its key, and the place of its value. */
export interface Entry {
  readonly key: string;
  readonly at: Cursor;
}

// Most of what the rules ask for is not there.
const NONE: readonly never[] = Object.freeze([]);

/**
 * A place in an object: what stands there, and the way there. Reads as protobuf does: what is absent is the empty text, zero,
 * false, or a message without fields.
 */
export class Cursor {
  readonly value: unknown;
  readonly #parent: Cursor | undefined;
  readonly #step: string | number;

  constructor(value: unknown, step: string | number, parent?: Cursor) {
    this.value = value;
    this.#step = step;
    this.#parent = parent;
  }

  /** The way from the root of the document; it may lead to what is not there. */
  get path(): Path {
    return this.#parent ? [...this.#parent.path, this.#step] : [this.#step];
  }

  /** The name a message calls the place by: the field, with its index in a list. */
  get name(): string {
    if (typeof this.#step === 'string' || this.#parent === undefined) return String(this.#step);
    return `${this.#parent.name}[${this.#step}]`;
  }

  /** Whether something stands here; null is nothing. */
  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The field `key` of a message, or the entry `key` of a map, there or not. */
  at(key: string): Cursor {
    return new Cursor(entry(this.value, key), key, this);
  }

  /** Whether the message has the field: for messages, wrappers, lists, and members of a choice. */
  has(key: string): boolean {
    const value = entry(this.value, key);
    return value !== undefined && value !== null;
  }

  /** Whether any of the fields says something: is not the zero value of its type. */
  says(...keys: readonly string[]): boolean {
    return keys.some((key) => {
      const value = entry(this.value, key);
      if (Array.isArray(value)) return value.length > 0;
      return value !== undefined && value !== null && value !== '' && value !== 0 && value !== false;
    });
  }

  /** The items of the list that stands here. */
  all(): readonly Cursor[] {
    return Array.isArray(this.value) ? this.value.map((item, index) => new Cursor(item, index, this)) : NONE;
  }

  /** The items of the list `key`. */
  items(key: string): readonly Cursor[] {
    return this.has(key) ? this.at(key).all() : NONE;
  }

  /** The entries of the map `key`. */
  entries(key: string): readonly Entry[] {
    if (!this.has(key)) return NONE;
    const map = this.at(key);
    return Object.entries(asMap(map.value)).map(([name, item]) => ({ key: name, at: new Cursor(item, name, map) }));
  }

  /** The text that stands here. */
  get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** The number that stands here; integers of 64 bits may be written as text. */
  get number(): number {
    return typeof this.value === 'number' || typeof this.value === 'string' ? Number(this.value) : 0;
  }

  /** Whether `true` stands here. */
  get flag(): boolean {
    return this.value === true;
  }

  /** The texts of the list that stands here. */
  get texts(): readonly string[] {
    return asList(this.value).map((item) => (typeof item === 'string' ? item : ''));
  }
}
