/** How messages put values. */

/** A value as messages quote it. */
export const quoted = (text: string): string => JSON.stringify(text);

/** Several values, each quoted. */
export const listed = (values: readonly (string | number)[]): string =>
  values.map((value) => (typeof value === 'number' ? String(value) : quoted(value))).join(', ');

/** Values without repetition in their order as text. */
export const sortedSet = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();
