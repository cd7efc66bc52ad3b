/** The wire with one static route, for measuring: `node static.js <port> <upstream port>`; the port is said by listening. */
import process from 'node:process';
import { startProxy } from '../../src/proxy/net/server.ts';
import { recording } from '../../test/proxy/support/observer.ts';
import { staticRuntime } from '../../test/proxy/support/static-runtime.ts';

const [, , port, upstream] = process.argv;
const seen = recording();
const quiet = { ...seen, requestEnded: () => undefined };
const runtime = staticRuntime({ ports: [Number(upstream)], retries: 2, listen: Number(port) });
const proxy = await startProxy(runtime, quiet);
process.once('SIGTERM', () => proxy.destroy());
