import { describe, expect, it } from 'vitest';
import { objectsIn } from '../../src/mesh/objects.ts';
import { isMap } from '../../src/model/json.ts';
import { mistakes } from '../../src/validate/merge.ts';
import { validateObject } from '../../src/validate/validate.ts';
import { manifestsOf, validation } from './cases.ts';

/** Each mistake of the object in a text: its code, its place in the spec, and how many layers see it. */
function mistakesOf(kind: string, spec: string, group = 'networking.istio.io/v1'): readonly string[] {
  const [manifest] = manifestsOf(`apiVersion: ${group}\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`);
  const objects = isMap(manifest?.value) ? [...objectsIn(manifest.value)] : [];
  return objects
    .flatMap((object) => mistakes(validateObject(object, validation(['structure', 'cel', 'rules'])).found))
    .map(({ code, path, layers }) => `${code} ${path.slice(1).join('.')} ${layers.length}`)
    .sort();
}

describe('one mistake, several layers', () => {
  it.each([
    [
      'each missing field is a mistake, whoever misses it',
      mistakesOf('Gateway', '{servers: [{}]}'),
      ['MSH2302 servers.0.hosts 2', 'MSH2303 servers.0.port 2'],
    ],
    [
      'the code tells apart what stands at one place',
      mistakesOf('ServiceEntry', '{hosts: [a], ports: [], workloadSelector: {labels: {"": "a*"}}}'),
      ['MSH2022 workloadSelector.labels. 1', 'MSH2023 workloadSelector.labels. 2'],
    ],
    [
      'a warning of what holds a field is not the error of the field',
      mistakesOf('ServiceEntry', '{hosts: [a.example], ports: [{number: 80}]}'),
      ['IST0134 ports.0 1', 'MSH2015 ports.0.name 2'],
    ],
    [
      'both parts of a pair',
      mistakesOf(
        'RequestAuthentication',
        '{jwtRules: [{issuer: a, outputClaimToHeaders: [{}]}]}',
        'security.istio.io/v1',
      ),
      ['MSH2759 jwtRules.0.outputClaimToHeaders.0.claim 2', 'MSH2759 jwtRules.0.outputClaimToHeaders.0.header 2'],
    ],
    [
      'a name that is there twice',
      mistakesOf('WasmPlugin', '{url: a, vmConfig: {env: [{name: A}, {name: A}]}}', 'extensions.istio.io/v1alpha1'),
      ['MSH2827 vmConfig.env.1.name 2'],
    ],
    [
      'what is below a value of the wrong type follows from it',
      mistakesOf('DestinationRule', '{host: [a]}'),
      ['MSH2902 host 2'],
    ],
    [
      'another code of the mesh at the same place',
      mistakesOf('WorkloadEntry', '{address: "unix://"}'),
      ['MSH2016 address 2'],
    ],
  ])('%s', (_name, found, expected) => expect(found).toEqual(expected));
});
