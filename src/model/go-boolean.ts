/** What Go's strconv.ParseBool takes, and nothing else. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
]);

/** A boolean as Go reads it from flags, variables and annotations; `undefined` for any other text. */
export function goBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text);
}
