/** Key sets that have to be fetched. */
import type { KeyRequest } from '../../own-request.ts';
import { KeySet, type Signatures, type Verdict } from './key-set.ts';
import { PROBLEMS } from './problem.ts';
import type { Token } from './token.ts';

/**
 * Keys from elsewhere. Until the first answer has come, or has not, tokens wait; an answer that cannot be used leaves the keys
 * from before.
 */
export class RemoteKeys implements Signatures, KeyRequest {
  readonly place: KeyRequest['place'];
  #keys: KeySet | undefined;
  #settled = false;
  #settle: () => void = () => undefined;
  readonly #first: Promise<void>;

  constructor(place: KeyRequest['place']) {
    this.place = place;
    this.#first = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  received(text: string | undefined): boolean {
    const keys = text === undefined ? undefined : KeySet.parse(text);
    this.#keys = keys ?? this.#keys;
    this.#settled = true;
    this.#settle();
    return keys !== undefined;
  }

  known(token: Token): Verdict | undefined {
    if (this.#keys) return this.#keys.known(token);
    return this.#settled ? PROBLEMS.notFetched : undefined;
  }

  async check(token: Token): Promise<void> {
    await this.#first;
    await this.#keys?.check(token);
  }
}

/** The key sets of one snapshot; those of the snapshot before live on where they are still wanted. */
export class RemoteKeySets {
  readonly #before: ReadonlyMap<string, RemoteKeys> = new Map();
  readonly #allowed: boolean;
  readonly #sets = new Map<string, RemoteKeys>();

  /** Without `allowed` nothing is fetched, and no token passes. */
  constructor(allowed: boolean, earlier: RemoteKeySets | undefined) {
    this.#allowed = allowed;
    if (earlier) this.#before = earlier.#sets;
  }

  /** Those to be fetched. */
  get wanted(): readonly RemoteKeys[] {
    return this.#allowed ? [...this.#sets.values()] : [];
  }

  /** The keys of a place, the same for all who ask. */
  at(place: KeyRequest['place']): RemoteKeys {
    const name = JSON.stringify([place.uri, place.cluster, place.timeoutMs]);
    const keys = this.#sets.get(name) ?? this.#before.get(name) ?? new RemoteKeys(place);
    if (!this.#allowed) keys.received(undefined);
    this.#sets.set(name, keys);
    return keys;
  }
}
