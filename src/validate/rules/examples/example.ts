import { asMap, without } from '../../../model/json.ts';
import { loadYaml } from '../../../yaml/load.ts';
import { writeBlock } from '../../../yaml/writer.ts';

/** A document that breaks a rule, and one like it that does not; both in YAML. */
export interface Example {
  readonly bad: string;
  readonly good: string;
}

/** An example as it is kept: the two documents differ in what stands at the mark. */
export interface ExampleSource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The document's other parts in YAML, with {@link MARK} once or more; a spec unless `whole`. */
  readonly text: string;
  readonly bad: string;
  readonly good: string;
  /** Whether `text` holds more than the spec. */
  readonly whole: boolean;
}

/** Stands for what is wrong in the one document and right in the other. */
const MARK = '$$';

/** Sources of a kind, from the spec (or with `whole` everything) and its two variants. */
export function exampleOf(apiVersion: string, kind: string) {
  const source =
    (whole: boolean) =>
    (text: string, bad: string, good: string): ExampleSource => ({ apiVersion, kind, text, bad, good, whole });
  return { spec: source(false), whole: source(true) };
}

const LAYOUT = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

function render(source: ExampleSource, variant: string): string {
  const { apiVersion, kind, text, whole } = source;
  const read = loadYaml(text.split(MARK).join(variant));
  const parts = whole ? asMap(read) : { spec: read };
  const metadata = { name: 'example', namespace: 'shop', ...asMap(parts['metadata']) };
  return writeBlock({ apiVersion, kind, metadata, ...without(parts, ['metadata']) }, LAYOUT);
}

/** The documents of an example. */
export const renderExample = (source: ExampleSource): Example => ({
  bad: render(source, source.bad),
  good: render(source, source.good),
});
