/** Runs that draw codes of what is read, and of definitions the user gives. */
import type { Example } from '../../../validate/rules/examples/example.ts';
import { type RunSource, runs } from './run.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: web\n';

/** A definition whose field `size` has this schema, and an object with this size. */
const defined = (schema: string, size: string): RunSource => ({
  run: 'validate -f fleet.yaml --crds crds.yaml',
  files: {
    'crds.yaml':
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: fleets.example.com\n' +
      'spec:\n  group: example.com\n  scope: Namespaced\n  names:\n    kind: Fleet\n    plural: fleets\n  versions:\n' +
      '  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n' +
      `        properties:\n          spec:\n            type: object\n            properties:\n              size:\n${schema.replace(/^/gm, '                ')}\n`,
    'fleet.yaml': `apiVersion: example.com/v1\nkind: Fleet\nmetadata:\n  name: web\nspec:\n  size: ${size}\n`,
  },
});

const ruled = (type: string, rule: string): string =>
  `type: ${type}\nx-kubernetes-validations:\n- rule: ${rule}\n  message: the size does not fit`;

/** By code. */
export const INPUT_EXAMPLES: Readonly<Record<string, Example>> = {
  MSH0005: runs({ run: 'validate -f $$', files: { 'web.yaml': POD } }, 'wbe.yaml', 'web.yaml'),
  MSH0006: runs({ run: 'inject -f web.yaml', files: { 'web.yaml': '$$' } }, '- web\n- api', POD.trimEnd()),
  MSH2912: runs(defined('type: string\nanyOf:\n- enum: [small, large]\n- pattern: ^[0-9]+$', '$$'), 'huge', 'large'),
  MSH2950: runs(defined(ruled('integer', 'self % 2 == 0'), '$$'), '3', '4'),
  MSH2951: runs(defined(ruled('string', 'self.$$'), 'large'), 'shape() == "large"', 'size() > 2'),
};
