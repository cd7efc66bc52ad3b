/** WebAssembly filters, of a WasmPlugin and of a TrafficExtension. @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/ */
import type { Cursor } from '../cursor.ts';
import { first, firstCounts, type Problem, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isPort, portProblem } from '../shared/numbers.ts';
import { policyTargets } from '../shared/policies.ts';
import { parseUrl } from '../shared/urls.ts';

const SCHEMES: readonly string[] = ['', 'file', 'http', 'https', 'oci'];
const SHA256_LENGTH = 64;
/** As long as the name of an object in Kubernetes can be. */
const MAX_SECRET_NAME = 253;
const MAX_NAME = 256;

function urlProblem(at: Cursor): Problem | undefined {
  if (at.text === '') return problem('MSH2820', at, 'there is no url');
  const direct = parseUrl(at.text, true);
  // The name of an image is no URL by itself.
  const parsed = 'error' in direct ? parseUrl(`http://${at.text}`, true) : direct;
  if ('error' in parsed) return problem('MSH2821', at, `url ${quoted(at.text)} cannot be read: ${parsed.error}`);
  if (SCHEMES.includes(parsed.scheme)) return undefined;
  return problem('MSH2822', at, `the scheme ${quoted(parsed.scheme)} of url is none a filter is loaded by`);
}

function* sha256(at: Cursor): Problems {
  if (at.text === '') return;
  if (at.text.length !== SHA256_LENGTH)
    yield problem('MSH2823', at, `sha256 has ${at.text.length} characters instead of ${SHA256_LENGTH}`);
  else if (!/^[a-f0-9]*$/.test(at.text)) yield problem('MSH2824', at, 'sha256 has other characters than 0-9 and a-f');
}

function* longText(at: Cursor, limit: number): Problems {
  if (at.text.length > limit)
    yield problem('MSH2825', at, `${at.name} has ${at.text.length} characters, more than ${limit}`);
}

function* environment(vmConfig: Cursor): Problems {
  const seen = new Set<string>();
  for (const at of vmConfig.items('env')) {
    const name = at.at('name');
    if (name.text === '') yield problem('MSH2826', name, `${at.name} has no name`);
    yield* longText(name, MAX_NAME);
    if (seen.has(name.text)) yield problem('MSH2827', name, `${at.name} sets ${quoted(name.text)} again`);
    seen.add(name.text);
    if (at.at('valueFrom').text === 'HOST' && at.says('value'))
      yield problem('MSH2828', at.at('value'), `${at.name} has a value, but takes that of the proxy`);
  }
}

/** The parts both kinds have. */
export function* wasmFilter(filter: Cursor): Problems {
  const wrong = urlProblem(filter.at('url'));
  if (wrong) yield wrong;
  yield* sha256(filter.at('sha256'));
  yield* longText(filter.at('imagePullSecret'), MAX_SECRET_NAME);
  yield* longText(filter.at('pluginName'), MAX_NAME);
  yield* first(environment(filter.at('vmConfig')));
}

/** The ports a filter is for; istioctl stops at the first that is none. */
export function* trafficMatch(spec: Cursor): Problems {
  const numbers = spec.items('match').flatMap((match) => match.items('ports').map((at) => at.at('number')));
  yield* firstCounts(numbers.filter((at) => !isPort(at.number)).map(portProblem));
}

/** The rules for WasmPlugin. */
export function* wasmPlugin(resource: Resource): Problems {
  yield* policyTargets(resource.spec);
  yield* wasmFilter(resource.spec);
  yield* trafficMatch(resource.spec);
}
