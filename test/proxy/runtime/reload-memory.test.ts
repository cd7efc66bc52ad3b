import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import { testOptions } from './engine.ts';
import { snapshot } from './support.ts';

setFlagsFromString('--expose-gc');
// The border of V8: under that flag new contexts have the function.
const collect = runInNewContext('gc') as () => void;

const LISTENER = {
  name: 'l',
  address: { socket_address: { address: '127.0.0.1', port_value: 80 } },
  filter_chains: [
    {
      filters: [
        {
          name: 'http',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
            stat_prefix: 'x',
            route_config: { virtual_hosts: [] },
          },
        },
      ],
    },
  ],
};

it('a reload leaves nothing behind of what ran before', async () => {
  const make = (earlier: Runtime | undefined) =>
    Runtime.of(
      { ...snapshot({ clusters: [] }), listeners: [structuredClone(LISTENER)] },
      { options: testOptions({}), now: 0, ...(earlier ? { earlier } : {}) },
    );
  const gone: WeakRef<Runtime['kept']>[] = [];
  let current = make(undefined);
  for (let reloads = 0; reloads < 5; reloads++) {
    gone.push(new WeakRef(current.kept));
    current = make(current);
  }
  // Weak references hold until the turn is over.
  await sleep(0);
  collect();
  expect(gone.map((each) => each.deref())).toEqual(gone.map(() => undefined));
  expect(current.listeners).toHaveLength(1);
});
