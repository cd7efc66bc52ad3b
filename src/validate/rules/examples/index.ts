/** Documents that show what a code of the rules means: one that breaks the rule, and one that does not. */
import { DESTINATION_RULE_EXAMPLES } from './destination-rule.ts';
import { type Example, type ExampleSource, renderExample } from './example.ts';
import { EXTENSIONS_EXAMPLES } from './extensions.ts';
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

/** The example of a code; `undefined` for a code of another layer, and for MSH2600, which every EnvoyFilter draws. */
export function ruleExample(code: string): Example | undefined {
  const source = Object.hasOwn(SOURCES, code) ? SOURCES[code] : undefined;
  return source && renderExample(source);
}
