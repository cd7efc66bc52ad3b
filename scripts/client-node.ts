import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** What parts of the library import for what meshctl never asks of them. */
const UNREACHED: readonly (readonly [importer: RegExp, imported: RegExp])[] = [
  // Clients of the generated API with their fetch(), and kubeconfigs as text: src/yaml reads those, with the lines of mistakes.
  [/[\\/]dist[\\/]config\.js$/, /^(?:\.\/gen\/index\.js|node-fetch|js-yaml)$/],
  // Providers Kubernetes has given up; src/kube refuses them.
  [/[\\/]dist[\\/](?:azure|gcp)_auth\.js$/, /^jsonpath-plus$/],
];

/** Takes the place of openid-client, which few kubeconfigs need: loads it for those. */
const LATE_OPENID = `
export const discovery = async (...args) => (await import('openid-client')).discovery(...args);
export const refreshTokenGrant = async (...args) => (await import('openid-client')).refreshTokenGrant(...args);
`;

const OWN = /[\\/]@kubernetes[\\/]client-node[\\/]dist[\\/]/;

/** Makes @kubernetes/client-node as small as what is used of it (docs/decisions/0015-kubernetes-client.md). */
export const CLIENT_NODE: Plugin = {
  name: 'client-node',
  setup(bundler) {
    bundler.onResolve({ filter: /^(?:\.\/gen\/index\.js|node-fetch|js-yaml|jsonpath-plus)$/ }, ({ path, importer }) =>
      OWN.test(importer) && UNREACHED.some(([file, imported]) => file.test(importer) && imported.test(path))
        ? { path, namespace: 'unreached' }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'unreached' }, () => ({ contents: 'module.exports = {};' }));
    bundler.onResolve({ filter: /^openid-client$/ }, ({ path, importer }) =>
      OWN.test(importer) ? { path, namespace: 'late', pluginData: dirname(importer) } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'late' }, ({ pluginData: resolveDir }) => ({
      contents: LATE_OPENID,
      resolveDir,
    }));
  },
};
