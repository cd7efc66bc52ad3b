import { describeValue, fieldName } from '../../mesh/describe.ts';
import { deepEqual, isMap, type JsonMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { didYouMean, type LayerProblem, layerProblem } from '../problem.ts';
import { boundsProblem } from './bounds.ts';
import { formatProblem } from './formats.ts';
import { duplicatesIn } from './lists.ts';
import type { Junctors, Structural } from './schema.ts';
import { fitsType, TYPE_NAMES } from './types.ts';

/**
 * What the API server would say of the form of a value: types, enums, required fields, fields that exclude each other, limits,
 * patterns, lists with keys, unknown fields. Defaults have to be filled in already.
 */
export function checkStructure(schema: Structural, value: unknown): readonly LayerProblem[] {
  const checker = new Checker();
  checker.value(schema, value);
  return checker.problems;
}

class Checker {
  readonly problems: LayerProblem[] = [];
  private readonly path: (string | number)[] = [];

  value(schema: Structural, value: unknown): void {
    if (value === null && schema.nullable) return;
    if (!fitsType(schema, value)) {
      const expected = schema.intOrString ? 'a whole number or a string' : TYPE_NAMES[schema.type ?? 'object'];
      this.wrong('MSH2902', `expected ${expected}, found ${describeValue(value)}`);
      return;
    }
    if (schema.enum && !schema.enum.some((allowed) => deepEqual(allowed, value))) this.notInEnum(schema.enum, value);
    const bounds = boundsProblem(schema.bounds, value);
    if (bounds !== undefined) this.wrong('MSH2907', bounds);
    else if (typeof value === 'string') this.text(schema, value);
    const format = formatProblem(schema.format, value);
    if (format !== undefined) this.wrong('MSH2906', format);
    if (Array.isArray(value)) this.list(schema, value);
    else if (isMap(value)) this.map(schema, value);
    if (schema.junctors) this.junctors(schema.junctors, value);
  }

  private text({ pattern }: Structural, text: string): void {
    if (pattern && !pattern.test(text)) {
      this.wrong('MSH2906', `${JSON.stringify(text)} does not match the pattern ${pattern.source}`);
    }
  }

  private notInEnum(allowed: readonly unknown[], value: unknown): void {
    const suggestion = typeof value === 'string' ? nearest(value, allowed.map(String)) : undefined;
    const list = allowed.map(String).join(', ');
    this.wrong('MSH2903', `expected one of ${list}, found ${describeValue(value)}`, didYouMean(suggestion));
  }

  private list(schema: Structural, list: readonly unknown[]): void {
    const { items } = schema;
    if (items) for (const [index, item] of list.entries()) this.inside(index, items, item);
    for (const { path, message } of duplicatesIn(schema, list)) {
      const at = [...this.path, ...path];
      this.problems.push(layerProblem('MSH2908', at, { message: `${fieldName(at)}: ${message}` }));
    }
  }

  private map(schema: Structural, map: JsonMap): void {
    for (const name of schema.required) {
      if (!Object.hasOwn(map, name)) this.at(name, () => this.report('MSH2904', `"${name}" is missing`));
    }
    for (const choice of schema.choices) {
      const given = choice.filter((name) => Object.hasOwn(map, name));
      if (given.length > 1) {
        const names = given.map((name) => `"${name}"`).join(' and ');
        this.at(given[1] ?? '', () => this.report('MSH2905', `${names} exclude each other`, { of: 'key' }));
      }
    }
    for (const name of Object.keys(map)) {
      const entry = schema.properties.get(name) ?? schema.additional;
      if (entry) this.inside(name, entry, map[name]);
      else if (!schema.preserve && schema.type === 'object') this.at(name, () => this.unknown(schema, name));
    }
  }

  private unknown(schema: Structural, name: string): void {
    const camelCase = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const suggestion = schema.properties.has(camelCase) ? camelCase : nearest(name, schema.properties.keys());
    const where = schema.name === undefined ? 'here' : `in ${schema.name}`;
    this.report('MSH2901', `there is no field "${name}" ${where}`, { of: 'key', ...didYouMean(suggestion) });
  }

  private junctors({ allOf, anyOf, oneOf, not }: Junctors, value: unknown): void {
    for (const schema of allOf) this.value(schema, value);
    const fits = (schema: Structural) => checkStructure(schema, value).length === 0;
    if (anyOf.length > 0 && !anyOf.some(fits)) this.wrong('MSH2912', 'the value fits none of the forms it can have');
    const fitting = oneOf.filter(fits).length;
    if (oneOf.length > 0 && fitting !== 1) {
      const count = fitting === 0 ? 'none' : 'more than one';
      this.wrong('MSH2912', `the value fits ${count} of the forms of which it has to have one`);
    }
    if (not && fits(not)) this.wrong('MSH2912', 'the value has a form it may not have');
  }

  /** As `at`, for what every value comes by: without a function for each. */
  private inside(step: string | number, schema: Structural, value: unknown): void {
    this.path.push(step);
    this.value(schema, value);
    this.path.pop();
  }

  private at(step: string | number, look: () => void): void {
    this.path.push(step);
    look();
    this.path.pop();
  }

  /** Reports what is wrong with the value at hand, by its name. */
  private wrong(code: LayerProblem['code'], message: string, more: Pick<LayerProblem, 'remediation'> = {}): void {
    const name = fieldName(this.path);
    this.report(code, name === '' ? message : `${name}: ${message}`, more);
  }

  private report(
    code: LayerProblem['code'],
    message: string,
    more: Partial<Pick<LayerProblem, 'of' | 'remediation'>> = {},
  ): void {
    this.problems.push(layerProblem(code, [...this.path], { message, ...more }));
  }
}
