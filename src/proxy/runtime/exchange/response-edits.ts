import type { ResponseHead } from '../../wire/response-head.ts';
import { corsFields } from '../filters/cors.ts';
import { applyOperations, decides } from '../headers/operations.ts';
import type { RequestState } from './request-state.ts';

const SERVICE_TIME = 'x-envoy-upstream-service-time';

/** Makes of an upstream's response what goes to the client; `cookie` is the value of a Set-Cookie, or empty. */
export function editResponse(state: RequestState, response: ResponseHead, cookie: string): void {
  const { fields } = response;
  fields.dropNamed('x-envoy-decorator-operation');
  // An upstream behind a proxy of its own brings that one's.
  fields.dropNamed(SERVICE_TIME);
  const operations = state.target?.responseOperations;
  applyOperations(operations, fields, state);
  response.tellsTime = !decides(operations, SERVICE_TIME);
  const cors = state.origin === '' ? undefined : state.filters?.cors;
  if (cors) corsFields(cors, state.origin, fields);
  if (cookie !== '') fields.append('set-cookie', cookie);
  if (state.responseLines !== '') fields.appendLines(state.responseLines);
}
