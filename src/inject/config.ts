/** Everything injection needs to know besides the pod. */
import type { Template } from '../gotemplate/index.ts';
import type { JsonMap } from '../model/json.ts';
import type { PolicyConfig } from './policy.ts';

/** The origin of the templates that come with meshctl. */
export const BUILT_IN = 'built-in';

/** A named injection template, compiled once for the whole run. */
export interface InjectionTemplate {
  readonly name: string;
  readonly template: Template;
  /** The template itself, as it was read. */
  readonly text: string;
  /** Where it came from: `built-in` or a file's name. A template of the user's that fails is a mistake in their configuration. */
  readonly origin: string;
}

/** What the webhook's semantics add to those of files. */
export interface WebhookConfig {
  readonly policy: PolicyConfig;
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  /** ProxyConfig resources, from the input stream. */
  readonly proxyConfigs: readonly JsonMap[];
  /** Settings in the webhook's URL, as environment variables of the proxy. */
  readonly pathEnv: Readonly<Record<string, string>>;
}

/** Everything a run of injection is configured with; the same for every pod. */
export interface InjectConfig {
  readonly templates: ReadonlyMap<string, InjectionTemplate>;
  /** What is used when a pod does not ask for templates. */
  readonly defaultTemplates: readonly string[];
  readonly values: JsonMap;
  /** Resolved: defaults, then the user's. */
  readonly meshConfig: JsonMap;
  /** Empty for the default revision. */
  readonly revision: string;
  readonly nativeSidecars: boolean;
  readonly compliancePolicy: string;
  /** SHA-256 in hexadecimal, for the mark in a status of 2018. */
  readonly sha256: (text: string) => string;
  /** Namespace objects by name: labels for the explanation, annotations for OpenShift. */
  readonly namespaces: ReadonlyMap<string, JsonMap>;
  readonly openshift: boolean;
  /** The reference's own text, quirks and defaults. */
  readonly compat: boolean;
  /** Present under `--as-webhook`. */
  readonly webhook?: WebhookConfig;
}
