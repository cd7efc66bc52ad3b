import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as regex from 're2js';
import { describe, expect, test } from 'vitest';
import { parseTemplate, TemplateError } from '../../../src/gotemplate/index.ts';
import { DEFAULT_PROXY_CONFIG } from '../../../src/inject/mesh-defaults.ts';
import { type TemplateInput, templateData } from '../../../src/inject/template/data.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';
import { digest } from '../../../src/io/digest.ts';
import { asMap, entry, type JsonMap } from '../../../src/model/json.ts';
import { conformanceDir } from '../../support/conformance.ts';

interface Case {
  readonly name: string;
  readonly template: string;
  readonly output?: string;
  readonly parseError?: string;
  readonly execError?: string;
}

const folder = conformanceDir('inject');

function read<T>(file: string): T {
  // The files are ours to read as they are described; a wrong shape fails the test.
  return JSON.parse(readFileSync(join(folder ?? '', file), 'utf8')) as T;
}

const lowerKeys = (map: unknown): JsonMap => asMap(map);

function dataOf(data: JsonMap): unknown {
  const text = (name: string): string => String(data[name]);
  const input: TemplateInput = {
    typeMeta: {
      apiVersion: String(entry(data['TypeMeta'], 'apiVersion')),
      kind: String(entry(data['TypeMeta'], 'kind')),
    },
    deploymentMeta: {
      name: String(entry(data['DeploymentMeta'], 'name')),
      namespace: String(entry(data['DeploymentMeta'], 'namespace')),
    },
    objectMeta: lowerKeys(data['ObjectMeta']),
    spec: lowerKeys(data['Spec']),
    proxyConfig: { ...DEFAULT_PROXY_CONFIG, proxyMetadata: { A: '1', B: '2' } },
    meshConfig: read<JsonMap>('meshConfig.json'),
    values: data['Values'],
    revision: text('Revision'),
    nativeSidecars: data['NativeSidecars'] === true,
    proxyImage: text('ProxyImage'),
    proxyInitImage: text('ProxyInitImage'),
    proxyUID: Number(data['ProxyUID']),
    proxyGID: Number(data['ProxyGID']),
    inboundTrafficPolicyMode: text('InboundTrafficPolicyMode'),
    compliancePolicy: text('CompliancePolicy'),
  };
  return templateData(input);
}

function outcome(text: string, data: unknown): string {
  try {
    return `output: ${parseTemplate('inject', text, injectorFunctions({ regex, digest })).execute(data)}`;
  } catch (error) {
    if (error instanceof TemplateError) return `${error.phase} error`;
    throw error;
  }
}

describe.skipIf(folder === undefined)('recorded template snippets (skipped without the comparison data)', () => {
  const { data, cases } = folder ? read<{ data: JsonMap; cases: Case[] }>('gotemplate.json') : { data: {}, cases: [] };

  test.each(cases)('$name: $template', ({ template, output, parseError }) => {
    const expected =
      output !== undefined ? `output: ${output}` : `${parseError === undefined ? 'exec' : 'parse'} error`;
    expect(outcome(template, dataOf(data))).toBe(expected);
  });
});
