import { STATIC_INDEX, STATIC_NAMES, STATIC_VALUES } from './static-table.ts';

/**
 * Names whose values are secrets or grant something: never put into a table, by us or by whoever passes them on (RFC 7541 7.1.3).
 * What else a peer has marked as never to be indexed is not known here: the fields of a message do not carry the mark.
 */
const SECRET: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'set-cookie']);

/** A cookie that is shorter could be found out by trying (7.1.3); longer ones repeat in every request and are worth their place. */
const SHORT_COOKIE_BYTES = 20;

/** What a name may lose on values that were put into the table and not seen again, at first and at most. */
const FIRST_CREDIT = 4;
const MAX_CREDIT = 16;

/** Values remembered of a name that has lost its credit. */
const RECENT = 4;

/** What an encoder knows about one name: where its values stand, and whether they come again. */
export class KnownName {
  readonly name: string;
  /** The first index in the static table; 0 without one. */
  readonly staticIndex: number;
  /** By value: the index in the static table, negative, or the number of the dynamic entry. */
  readonly places = new Map<string, number>();
  /** The number of the newest dynamic entry; -1 without one. */
  newest = -1;
  /** Dynamic entries with this name. */
  live = 0;
  readonly #secret: boolean;
  #credit = FIRST_CREDIT;
  readonly #recent: string[] = [];
  #nextRecent = 0;

  constructor(name: string) {
    this.name = name;
    this.staticIndex = STATIC_INDEX.get(name) ?? 0;
    this.#secret = SECRET.has(name);
    for (let index = this.staticIndex; index > 0 && STATIC_NAMES[index] === name; index++) {
      this.places.set(STATIC_VALUES[index] ?? '', -index);
    }
  }

  /** Whether a value is to stay out of every table. */
  isSecret(value: string): boolean {
    return this.#secret || (value.length < SHORT_COOKIE_BYTES && this.name === 'cookie');
  }

  /** A value was found in the table. */
  found(): void {
    if (this.#credit < MAX_CREDIT) this.#credit += 1;
  }

  /**
   * Whether a value that is not in the table is worth a place. A name has credit for some values; whoever has used it up (a request's
   * own number, say) has to show a value twice.
   */
  deserves(value: string): boolean {
    if (this.#credit > 0) {
      this.#credit -= 1;
      return true;
    }
    if (this.#recent.includes(value)) return true;
    this.#recent[this.#nextRecent] = value;
    this.#nextRecent = (this.#nextRecent + 1) % RECENT;
    return false;
  }
}
