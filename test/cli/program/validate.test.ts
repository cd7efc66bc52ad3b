import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { tempFolder } from '../../support/temp.ts';

const GOOD = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: a}\n';
const BAD = GOOD.replace('host: a', 'host: a_b, hots: b');

const FILTER = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f}
spec:
  configPatches:
  - applyTo: CLUSTER
    patch: {operation: MERGE, value: {conect_timeout: 5s}}
`;

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.com
  names: {kind: Widget}
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {size: {type: integer, x-kubernetes-validations: [{rule: self > 1}]}}}
`;

describe('validate', () => {
  it('prints findings on standard output and the summary on standard error', async () => {
    const { status, stdout, stderr } = await runCli(['validate', '-f', '-'], { stdin: BAD });
    expect(status).toBe(79);
    expect(stdout).toContain('-:4:19: error MSH2901 there is no field "hots" in DestinationRule');
    expect(stderr).toBe('1 error in 1 object of 1 file\n');
  });

  it('answers 0, 65 and 66', async () => {
    expect((await runCli(['v', '-f', '-'], { stdin: GOOD })).status).toBe(0);
    expect((await runCli(['v', '-f', '-'], { stdin: 'a: [' })).status).toBe(65);
    expect((await runCli(['v', '-f', 'nothing.yaml'])).status).toBe(66);
  });

  it('knows the Envoy API', async () => {
    const { stdout } = await runCli(['validate', '-f', '-', '-o', 'json'], { stdin: FILTER });
    const codes = JSON.parse(stdout).findings.map(({ code }: { readonly code: string }) => code);
    expect(codes).toContain('MSH2619');
  });

  it('evaluates rules of definitions', async () => {
    const cwd = tempFolder({
      'crd.yaml': DEFINITION,
      'w.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n',
    });
    const { status, stdout } = await runCli(['validate', '-f', 'w.yaml', '--crds', 'crd.yaml'], { cwd });
    expect(status).toBe(79);
    expect(stdout).toContain('error MSH2950 size: the rule does not hold: self > 1');
  });

  it('explains its codes', async () => {
    const { status, stdout } = await runCli(['explain', 'code', 'MSH2950']);
    expect(status).toBe(0);
    expect(stdout).toContain('--crds');
  });
});
