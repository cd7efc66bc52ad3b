/** Tests of routing and authorization as they are written: `*.mesh-test.yaml`. */

import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { nearest } from '../../model/suggest.ts';
import { fieldOf, type Question, questionOf } from '../question.ts';
import { EXPECTATIONS, type Expectation } from './expectation.ts';

/** One request, and what is to become of it. */
export interface MeshCase {
  readonly name: string;
  /** 1-based, in the file. */
  readonly line: number;
  readonly question: Question;
  /** As `--from`; absent: as nobody in particular. */
  readonly from?: string;
  /** As `--for`. */
  readonly for?: string;
  readonly sourceIp: string;
  readonly expect: Expectation;
}

/** A file's tests, and the manifests they are about. */
export interface MeshTestSuite {
  /** As written: they start from the folder of the file. */
  readonly files: readonly string[];
  readonly namespace: string;
  readonly cases: readonly MeshCase[];
}

/** What is wrong with a document, and where. */
export interface FormatProblem {
  readonly message: string;
  readonly line: number;
}

const MESH_TEST = { apiVersion: 'meshctl.dev/v1', kind: 'MeshTest' } as const;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isList: Check = Array.isArray;
const isOneText: Check = (value) => isText(value) || typeof value === 'number';
const areHeaders: Check = (value) =>
  isMap(value) && Object.values(value).every((each) => isOneText(each) || isTexts(each));

type Fields = Readonly<Record<string, Check>>;

const CASE: Fields = { name: isText, from: isText, for: isText, request: isMap, expect: isMap };
const REQUEST: Fields = { method: isText, url: isText, headers: areHeaders, sourceIp: isText };
const TEST: Fields = { ...CASE, cases: isList };
const SUITE: Fields = {
  apiVersion: isText,
  kind: isText,
  metadata: isMap,
  files: isTexts,
  namespace: isText,
  tests: isList,
};

class Reader {
  readonly problems: FormatProblem[] = [];
  readonly #manifest: Manifest;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  line(path: Path): number {
    return this.#manifest.locate(path).start.line;
  }

  report(message: string, path: Path): void {
    this.problems.push({ message, line: this.line(path) });
  }

  /** The map at a path, with every field it may not have or that does not fit reported. */
  fields(value: unknown, known: Fields, path: Path): JsonMap {
    if (value === undefined) return {};
    if (!isMap(value)) {
      this.report('a mapping is wanted here', path);
      return {};
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      const near = nearest(name, Object.keys(known));
      if (check === undefined)
        this.report(`there is no field "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`, [
          ...path,
          name,
        ]);
      else if (!check(inner)) this.report(`the value of "${name}" does not fit`, [...path, name]);
    }
    return value;
  }

  /** One test of one request: what the table's row does not say, the test does. */
  testCase(test: JsonMap, row: JsonMap, at: { readonly path: Path; readonly name: string }): readonly MeshCase[] {
    const request = { ...asMap(test['request']), ...asMap(row['request']) };
    const expect = { ...asMap(test['expect']), ...asMap(row['expect']) };
    const question = questionOf({
      method: asString(request['method']) ?? 'GET',
      url: asString(request['url']) ?? '',
      fields: headersOf(asMap(request['headers'])),
    });
    if (typeof question === 'string') {
      this.report(question, at.path);
      return [];
    }
    if (Object.keys(expect).length === 0) this.report(`"${at.name}" expects nothing`, at.path);
    const from = asString(row['from']) ?? asString(test['from']);
    const wanted = asString(row['for']) ?? asString(test['for']);
    return [
      {
        name: at.name,
        line: this.line(at.path),
        question,
        sourceIp: asString(request['sourceIp']) ?? '',
        // Every field has been checked against the table of expectations.
        expect: expect as Expectation,
        ...(from === undefined ? {} : { from }),
        ...(wanted === undefined ? {} : { for: wanted }),
      },
    ];
  }

  test(value: unknown, path: Path): readonly MeshCase[] {
    const test = this.parts(value, TEST, path);
    const rows = asList(test['cases']);
    const name = asString(test['name']) ?? `test ${Number(path.at(-1)) + 1}`;
    if (rows.length === 0) return this.testCase(test, {}, { path, name });
    return rows.flatMap((row, index) => {
      const own: Path = [...path, 'cases', index];
      const map = this.parts(row, CASE, own);
      return this.testCase(test, map, { path: own, name: `${name}: ${asString(map['name']) ?? `case ${index + 1}`}` });
    });
  }

  private parts(value: unknown, known: Fields, path: Path): JsonMap {
    const map = this.fields(value, known, path);
    this.fields(map['request'], REQUEST, [...path, 'request']);
    this.fields(map['expect'], EXPECTATIONS, [...path, 'expect']);
    return map;
  }

  suite(value: unknown): MeshTestSuite {
    const suite = this.fields(value, SUITE, []);
    const cases = asList(suite['tests']).flatMap((test, index) => this.test(test, ['tests', index]));
    if (cases.length === 0 && this.problems.length === 0) this.report('there is no test in it', []);
    return {
      files: asList(suite['files']).map(String),
      namespace: asString(suite['namespace']) ?? 'default',
      cases,
    };
  }
}

function headersOf(headers: JsonMap): Question['fields'] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => {
      const field = fieldOf(`${name}: ${String(each)}`);
      return field === undefined ? [] : [field];
    }),
  );
}

/** The tests in a document; everything that is wrong with it when anything is. `undefined` for a document that is no test. */
export function readSuite(manifest: Manifest): MeshTestSuite | readonly FormatProblem[] | undefined {
  const { apiVersion, kind } = asMap(manifest.value);
  if (apiVersion !== MESH_TEST.apiVersion || kind !== MESH_TEST.kind) return undefined;
  const reader = new Reader(manifest);
  const suite = reader.suite(manifest.value);
  return reader.problems.length > 0 ? reader.problems : suite;
}
