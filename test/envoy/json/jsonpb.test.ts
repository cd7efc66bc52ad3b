import { expect, it } from 'vitest';
import { jsonpb } from '../../../src/envoy/json/jsonpb.ts';

it('lays messages out as the older library does', () => {
  const value = {
    cluster: {
      name: 'x',
      ads: {},
      list: [{ a: 1 }],
      metadata: { filterMetadata: { istio: { services: [{ name: 'n', host: 'h' }], empty: {} } } },
      filters: [{ '@type': 'udpa.type.v1.TypedStruct', value: { b: true, a: null } }],
      transportSocketMatches: [{ match: {}, transportSocket: {} }],
    },
  };
  expect(jsonpb(value)).toMatchInlineSnapshot(`
    "{
        "cluster": {
            "name": "x",
            "ads": {

            },
            "list": [
                {
                    "a": 1
                }
            ],
            "metadata": {
                "filterMetadata": {
                    "istio": {
                            "empty": {
                                    },
                            "services": [
                                        {
                                                    "host": "h",
                                                    "name": "n"
                                                }
                                    ]
                        }
                }
            },
            "filters": [
                {
                    "@type": "udpa.type.v1.TypedStruct",
                    "value": {
                            "a": null,
                            "b": true
                        }
                }
            ],
            "transportSocketMatches": [
                {
                    "match": {
                        },
                    "transportSocket": {

                    }
                }
            ]
        }
    }"
  `);
  expect(JSON.parse(jsonpb(value))).toEqual(value);
});
