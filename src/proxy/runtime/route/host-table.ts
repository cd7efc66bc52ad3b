import type { VirtualHost } from '../../../xds/resources/route.ts';
import { asciiLower } from '../../wire/text.ts';

/** Wildcard domains of one side, by what stands beside the star; the longest wins. */
class Wildcards<T> {
  readonly #byText = new Map<string, T>();
  #lengths: readonly number[] = [];

  add(text: string, host: T): void {
    if (this.#byText.has(text)) return;
    this.#byText.set(text, host);
    this.#lengths = [...new Set([...this.#byText.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }

  /** `cut` takes that many characters of the name from the star's other side. The star stands for one character at least. */
  find(name: string, cut: (name: string, length: number) => string): T | undefined {
    for (const length of this.#lengths) {
      if (length >= name.length) continue;
      const found = this.#byText.get(cut(name, length));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const end = (name: string, length: number): string => name.slice(name.length - length);
const start = (name: string, length: number): string => name.slice(0, length);

/** Which virtual host serves a name: exact, then the longest `*.suffix`, then the longest `prefix.*`, then `*`. Spec 4.2. */
export class HostTable<T> {
  readonly #exact = new Map<string, T>();
  readonly #suffixes = new Wildcards<T>();
  readonly #prefixes = new Wildcards<T>();
  readonly #ignoresPort: boolean;
  #any: T | undefined;

  constructor(ignoresPort: boolean) {
    this.#ignoresPort = ignoresPort;
  }

  /** A domain that another host has already stays with that one. */
  add({ domains }: Pick<VirtualHost, 'domains'>, host: T): void {
    for (const each of domains) {
      const domain = asciiLower(each);
      if (domain === '*') this.#any ??= host;
      else if (domain.startsWith('*')) this.#suffixes.add(domain.slice(1), host);
      else if (domain.endsWith('*')) this.#prefixes.add(domain.slice(0, -1), host);
      else if (!this.#exact.has(domain)) this.#exact.set(domain, host);
    }
  }

  /** The host for an authority; `undefined` when nobody serves it. */
  find(authority: string): T | undefined {
    const lower = asciiLower(authority);
    const name = this.#ignoresPort ? withoutPort(lower) : lower;
    return this.#exact.get(name) ?? this.#suffixes.find(name, end) ?? this.#prefixes.find(name, start) ?? this.#any;
  }
}

/** The host of an authority, IPv6 with its brackets. */
export function withoutPort(authority: string): string {
  const colon = authority.lastIndexOf(':');
  return colon < 0 || authority.endsWith(']') ? authority : authority.slice(0, colon);
}
