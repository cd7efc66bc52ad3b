import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as regex from 're2js';
import { describe, expect, test } from 'vitest';
import { ANY, fn } from '../../src/gotemplate/functions.ts';
import { parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { toPlain } from '../../src/gotemplate/json.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { digest } from '../../src/io/digest.ts';
import { goYaml } from '../../src/yaml/go-writer.ts';
import { ROOT } from '../support/paths.ts';

interface Recorded {
  readonly data: unknown;
  readonly cases: readonly { readonly template: string; readonly output?: string; readonly error?: string }[];
}

const functions = { ...sprigFunctions({ regex, digest }), toYaml: fn([ANY], (value) => goYaml(toPlain(value))) };

function outcome(template: string, data: unknown): string {
  try {
    return `output: ${parseTemplate('t', template, functions).execute(data)}`;
  } catch (error) {
    if (error instanceof TemplateError) return `error: ${error.phase}`;
    throw error;
  }
}

describe.each(['language.json', 'functions.json'])('%s does what Go does', (file) => {
  // The file is our own; its shape is described beside it.
  const recorded = JSON.parse(readFileSync(join(ROOT, 'fixtures', 'gotemplate', file), 'utf8')) as Recorded;

  test.each(recorded.cases)('$template', ({ template, output, error }) => {
    const expected = output === undefined ? `error: ${error}` : `output: ${output}`;
    expect(outcome(template, recorded.data)).toBe(expected);
  });
});
