/** Documents that show what a code of the rules means: one that breaks the rule, and one that does not. */
import { DESTINATION_RULE_EXAMPLES } from './destination-rule.ts';
import { type Example, type ExampleSource, renderExample } from './example.ts';
import { EXTENSIONS_EXAMPLES, INSTEAD_OF_PATCHES } from './extensions.ts';
import { SECURITY_EXAMPLES } from './security.ts';
import { SERVERS_EXAMPLES } from './servers.ts';
import { SERVICES_EXAMPLES } from './services.ts';
import { SHARED_EXAMPLES } from './shared.ts';
import { VIRTUAL_SERVICE_EXAMPLES } from './virtual-service.ts';

const SOURCES: Readonly<Record<string, ExampleSource>> = {
  ...SHARED_EXAMPLES,
  ...VIRTUAL_SERVICE_EXAMPLES,
  ...DESTINATION_RULE_EXAMPLES,
  ...SERVERS_EXAMPLES,
  ...SERVICES_EXAMPLES,
  ...EXTENSIONS_EXAMPLES,
  ...SECURITY_EXAMPLES,
};

/** Rules that are kept by an object of another kind. */
const OTHER_KINDS: Readonly<Record<string, readonly [bad: ExampleSource, good: ExampleSource]>> = {
  MSH2600: INSTEAD_OF_PATCHES,
};

/** The example of a code of the rules; `undefined` for a code of another layer. */
export function ruleExample(code: string): Example | undefined {
  const source = Object.hasOwn(SOURCES, code) ? SOURCES[code] : undefined;
  if (source) return renderExample(source);
  const [bad, good] = (Object.hasOwn(OTHER_KINDS, code) ? OTHER_KINDS[code] : undefined) ?? [];
  return bad && good && { bad: renderExample(bad).bad, good: renderExample(good).good };
}
