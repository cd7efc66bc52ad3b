/** Parsed templates as text, so that a build can parse what never changes and a run does not have to. */
import type { ListNode, ParsedText } from './ast.ts';

interface Written {
  readonly templates: readonly (readonly [name: string, list: ListNode])[];
  readonly functions: readonly string[];
}

/** The parsed template as JSON, for {@link readParsed} of the same version. */
export function writeParsed({ templates, functions }: ParsedText): string {
  const written: Written = { templates: [...templates], functions: [...functions] };
  return JSON.stringify(written);
}

/** What {@link writeParsed} was given. */
export function readParsed(json: string): ParsedText {
  // The border of JSON.parse; the text was made by this module.
  const { templates, functions } = JSON.parse(json) as Written;
  return { templates: new Map(templates), functions: new Set(functions) };
}
