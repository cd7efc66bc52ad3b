/** A value that changes, and those who want to know of it. */

/** A store of one value. */
export interface Store<T> {
  readonly get: () => T;
  /** Changes some of it and tells everybody. */
  readonly set: (change: Partial<T>) => void;
  /** Calls back after every change; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store that holds `initial`. */
export function createStore<T extends object>(initial: T): Store<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    set(change) {
      value = { ...value, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
