import * as regex from 're2js';
import { parseTemplate, type Template } from '../../../src/gotemplate/index.ts';
import { DEFAULT_PROXY_CONFIG } from '../../../src/inject/mesh-defaults.ts';
import { type TemplateInput, templateData } from '../../../src/inject/template/data.ts';
import { injectorFunctions } from '../../../src/inject/template/functions.ts';
import { digest } from '../../../src/io/digest.ts';

/** A pod's data with little in it; `changes` replace whole fields. */
export function dataWith(changes: Partial<TemplateInput> = {}): unknown {
  return templateData({
    typeMeta: { apiVersion: 'apps/v1', kind: 'Deployment' },
    deploymentMeta: { name: 'web', namespace: 'shop' },
    objectMeta: {},
    spec: {},
    proxyConfig: DEFAULT_PROXY_CONFIG,
    meshConfig: { defaultConfig: DEFAULT_PROXY_CONFIG, trustDomain: 'cluster.local', proxyListenPort: 15001 },
    values: {},
    revision: '',
    nativeSidecars: false,
    proxyImage: 'proxy:1',
    proxyInitImage: 'init:1',
    proxyUID: 1337,
    proxyGID: 1337,
    inboundTrafficPolicyMode: 'passthrough',
    compliancePolicy: '',
    ...changes,
  });
}

export function template(text: string): Template {
  return parseTemplate('inject', text, injectorFunctions({ regex, digest }));
}

/** What the template writes for a pod. */
export function render(text: string, changes: Partial<TemplateInput> = {}): string {
  return template(text).execute(dataWith(changes));
}
