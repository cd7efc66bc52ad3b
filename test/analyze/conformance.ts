import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Analyzer } from '../../src/analyze/analyzer.ts';
import { ANALYZERS, ON_DEMAND } from '../../src/analyze/analyzers/index.ts';
import type { AnalyzedDocument } from '../../src/analyze/load.ts';
import { type ReferenceMessage, referenceMessages } from '../../src/analyze/reference.ts';
import { analyze } from '../../src/analyze/run.ts';
import { certificateDates } from '../../src/commands/analyze/certificate-dates.ts';
import { fieldsOf, messageOf } from '../../src/envoy/schema/schema.ts';
import { asMap } from '../../src/model/json.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { parseManifests } from '../../src/yaml/parse.ts';

/** A message as the data has it. */
export interface ExpectedMessage {
  readonly code: string;
  readonly level: string;
  readonly origin: string;
  readonly message: string;
  readonly reference?: string;
}

/** A run as the data describes it. */
export interface ReferenceRun {
  readonly folder: string;
  readonly files?: readonly string[];
  readonly clusters?: Readonly<Record<string, readonly string[]>>;
  readonly meshConfigFile?: string | undefined;
  readonly meshNetworksFile?: string | undefined;
  /** Of objects that name none. */
  readonly defaultNamespace: string;
  /** Only messages about it are wanted; empty for all. */
  readonly shown: string;
  readonly runtimeKinds: boolean;
  readonly analyzers: readonly Analyzer[];
}

/** The analyzers with these names of the reference. */
export function referenceAnalyzers(names: readonly string[]): readonly Analyzer[] {
  return [...ANALYZERS, ...ON_DEMAND].filter(({ reference }) => reference !== undefined && names.includes(reference));
}

/** A file, or those of a folder as the reference goes through it. */
export function filesOf(folder: string, name: string): readonly string[] {
  if (!statSync(join(folder, name)).isDirectory()) return [name];
  const inside = readdirSync(join(folder, name))
    .sort()
    .map((entry) => join(name, entry));
  return inside.flatMap((entry) => filesOf(folder, entry)).filter((entry) => /\.(?:json|yaml|yml)$/.test(entry));
}

function documentsOf(folder: string, files: readonly string[], cluster?: string): readonly AnalyzedDocument[] {
  return files
    .flatMap((name) => filesOf(folder, name))
    .flatMap((file) =>
      parseManifests(readFileSync(join(folder, file), 'utf8'), file).manifests.map((manifest) => ({
        manifest,
        ...(cluster === undefined ? {} : { cluster }),
      })),
    );
}

const configIn = (folder: string, file: string | undefined) =>
  file === undefined ? {} : asMap(loadYaml(readFileSync(join(folder, file), 'utf8')));

/** The messages of a run. */
export function messagesOf(run: ReferenceRun): readonly ReferenceMessage[] {
  const { folder, files = [], clusters = {}, meshConfigFile, meshNetworksFile, analyzers } = run;
  const documents = [
    ...documentsOf(folder, files),
    ...Object.entries(clusters).flatMap(([cluster, list]) => documentsOf(folder, list, cluster)),
  ];
  const { reported } = analyze(documents, {
    view: 'reference',
    namespace: run.defaultNamespace,
    istioNamespace: 'istio-system',
    meshConfig: configIn(folder, meshConfigFile),
    ...(meshNetworksFile === undefined ? {} : { meshNetworks: configIn(folder, meshNetworksFile) }),
    runtimeKinds: run.runtimeKinds,
    complete: true,
    now: new Date(),
    certificateDates,
    analyzers,
    envoy: { messageOf, fieldsOf },
  });
  return referenceMessages(reported, { namespace: run.shown, suppressions: [] });
}

/** Codes, levels and origins in an order that does not depend on words. */
export const facts = (messages: readonly { code: string; level: string; origin: string }[]): readonly string[] =>
  messages.map(({ code, level, origin }) => `${code} ${level.toLowerCase()} ${origin}`).sort();

/** As {@link facts}, with places. */
export const places = (messages: readonly { code: string; origin: string; reference?: string }[]): readonly string[] =>
  messages.map(({ code, origin, reference = '' }) => `${code} ${origin} ${reference}`).sort();
