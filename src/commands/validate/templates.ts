import type { Diagnostic } from '../../model/diagnostic.ts';

/** An action of Go's templates as charts have them: a field, a variable, a text, a comment, or a word of the language. */
const ACTION =
  /\{\{-?\s*(?:[.$"`]|\/\*|(?:include|template|if|else|end|range|with|define|block|toYaml|tpl|printf|required|default|quote|lookup)\b)/;

const SYNTAX = 'MSH0001';

/** The finding with advice for templates, where a text that is no YAML is a template of Helm's or another's. */
export function withTemplateAdvice(finding: Diagnostic, text: string): Diagnostic {
  if (finding.code !== SYNTAX || !ACTION.test(text)) return finding;
  const remediation =
    'This is a template and not YAML: check what it makes, as in "helm template ./chart | meshctl validate -f -", or leave templates out with --exclude.';
  return { ...finding, remediation };
}
