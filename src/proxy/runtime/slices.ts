/** Long work that can be left between any two of its steps, so that whoever serves meanwhile is not kept waiting. */
export type Slices<T> = Generator<undefined, T>;

/** Does all of it at once, and gives what it comes to. Throws what the work throws. */
export function finish<T>(work: Slices<T>): T {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}
