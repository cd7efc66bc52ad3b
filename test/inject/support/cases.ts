import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as regex from 're2js';
import type { InjectConfig } from '../../../src/inject/config.ts';
import { loadConfig } from '../../../src/inject/load-config.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';
import { digest } from '../../../src/io/digest.ts';
import { deepMerge, type JsonMap } from '../../../src/model/json.ts';
import { loadYaml } from '../../../src/yaml/load.ts';

/** A case of cases.json or recorded.json; the format is told in conformance/inject/README.md. */
export interface Case {
  readonly name: string;
  readonly input: string;
  readonly expected?: string;
  readonly expectError?: { readonly contains?: string; readonly full: string };
  readonly expectWarnings?: readonly string[];
  readonly modes: readonly string[];
  readonly options: {
    readonly values?: JsonMap;
    readonly meshConfig?: JsonMap;
    readonly meshConfigYaml?: string;
    readonly templates?: Readonly<Record<string, string>>;
    readonly nativeSidecars: boolean;
    readonly revision?: string;
    readonly platform?: string;
    readonly namespaces?: Readonly<Record<string, { readonly annotations?: JsonMap }>>;
    readonly compliancePolicy?: string;
  };
}

export function readCases(dir: string): readonly Case[] {
  return ['cases.json', 'recorded.json'].flatMap((file) => JSON.parse(readFileSync(join(dir, file), 'utf8')) as Case[]);
}

/** The configuration a case is run with. */
export function configFor(dir: string, { options }: Case, mode: 'file' | 'compat' | 'webhook'): InjectConfig {
  const data = (file: string): JsonMap => JSON.parse(readFileSync(join(dir, file), 'utf8')) as JsonMap;
  const added = options.templates ? { sidecarInjectorWebhook: { templates: options.templates } } : {};
  const values = deepMerge(deepMerge(data('values.json'), options.values ?? {}), added);
  const byYaml = options.meshConfigYaml === undefined ? {} : loadYaml(options.meshConfigYaml);
  const meshConfig = deepMerge(deepMerge(data('meshConfig.json'), options.meshConfig ?? {}), byYaml);
  const loaded = loadConfig({
    values: { name: 'values.json', text: JSON.stringify(values) },
    meshConfig: { name: 'meshConfig.json', text: JSON.stringify(meshConfig) },
    set: [],
    functions: injectorFunctions({ regex, digest }),
  });
  const namespaces = Object.entries(options.namespaces ?? {}).map(
    ([name, metadata]) => [name, { metadata: { name, ...metadata } }] as const,
  );
  const config: InjectConfig = {
    templates: loaded.templates,
    defaultTemplates: ['sidecar'],
    values: loaded.values,
    meshConfig: loaded.meshConfig,
    revision: options.revision ?? '',
    nativeSidecars: options.nativeSidecars,
    compliancePolicy: options.compliancePolicy ?? '',
    sha256: (text) => digest('sha256', text),
    namespaces: new Map(namespaces),
    openshift: options.platform === 'openshift',
    compat: mode === 'compat',
  };
  if (mode !== 'webhook') return config;
  return {
    ...config,
    webhook: { policy: loaded.policy, aliases: {}, injectedAnnotations: {}, proxyConfigs: [], pathEnv: {} },
  };
}
