/** A number of things, in the words of a person: `1 rule`, `2 classes`; `many` is the plural where it is not made by an `s`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
