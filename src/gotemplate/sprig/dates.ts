import type { FunctionSet } from '../functions.ts';
export function dateFunctions(_now: (() => Date) | undefined): FunctionSet {
  return {};
}
