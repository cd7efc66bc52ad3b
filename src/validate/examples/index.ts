/** Documents that show what a code means: one that draws it, and one like it that does not. */
import { type Example, renderExample } from '../rules/examples/example.ts';
import { ruleExample } from '../rules/examples/index.ts';
import { API_RULE_EXAMPLES } from './api-rules.ts';
import { DOCUMENT_EXAMPLES, STRUCTURE_EXAMPLES } from './structure.ts';

const SOURCES = { ...STRUCTURE_EXAMPLES, ...API_RULE_EXAMPLES };

/** The example of a code; `undefined` where validation alone cannot show it. */
export function codeExample(code: string): Example | undefined {
  const source = Object.hasOwn(SOURCES, code) ? SOURCES[code] : undefined;
  if (source) return renderExample(source);
  return (Object.hasOwn(DOCUMENT_EXAMPLES, code) ? DOCUMENT_EXAMPLES[code] : undefined) ?? ruleExample(code);
}
