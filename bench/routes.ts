/** How long it takes to choose among 10 000 routes of one host: `tsx bench/routes.ts`. */
import { ConnectionView } from '../src/proxy/runtime/connection-view.ts';
import { RouteTable } from '../src/proxy/runtime/route/route-table.ts';
import { RequestHead } from '../src/proxy/wire/request-head.ts';

const ROUTES = 10_000;
const SELECTIONS = 2_000_000;
const LIMIT_US = 2;

const CONNECTION = new ConnectionView({
  localAddress: '127.0.0.1',
  localPort: 8080,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
  transport: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
});

const pathOf = (index: number): string => `/team-${index % 100}/service-${index % 1000}/operation-${index}`;

/** Half of the routes are whole paths, half prefixes; the last takes everything. */
function table(): RouteTable<number> {
  const routes = new RouteTable<number>(Math.random);
  for (let index = 0; index < ROUTES - 1; index++) {
    const path = pathOf(index);
    routes.add(index % 2 === 0 ? { path } : { prefix: `${path}/` }, index);
  }
  routes.add({ prefix: '/' }, ROUTES - 1);
  return routes;
}

function requests() {
  const head = new RequestHead();
  return Array.from({ length: 4096 }, (_, index) => {
    const route = (index * 7919) % ROUTES;
    const path = route % 2 === 0 ? pathOf(route) : `${pathOf(route)}/item/${index}`;
    return { head, path, query: '', connection: CONNECTION, client: undefined, claims: undefined };
  });
}

function run(): number {
  const routes = table();
  const all = requests();
  let sum = 0;
  const started = performance.now();
  for (let index = 0; index < SELECTIONS; index++) {
    const request = all[index & 4095];
    if (request) sum += routes.find(request) ?? 0;
  }
  const taken = performance.now() - started;
  if (sum === 0) throw new Error('no route was found');
  return (taken * 1000) / SELECTIONS;
}

run();
const best = Math.min(...Array.from({ length: 5 }, run));
process.stdout.write(`${ROUTES} routes: ${best.toFixed(3)} us a selection (at most ${LIMIT_US})\n`);
if (best > LIMIT_US) process.exitCode = 1;
