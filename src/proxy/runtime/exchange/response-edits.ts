import type { ResponseHead } from '../../wire/response-head.ts';
import { corsFields } from '../filters/cors.ts';
import { applyOperations } from '../headers/operations.ts';
import type { RequestState } from './request-state.ts';

/** Makes of an upstream's response what goes to the client; `cookie` is the value of a Set-Cookie, or empty. */
export function editResponse(state: RequestState, response: ResponseHead, cookie: string): void {
  const { fields } = response;
  fields.dropNamed('x-envoy-decorator-operation');
  applyOperations(state.target?.responseOperations, fields, state);
  const cors = state.origin === '' ? undefined : state.filters?.cors;
  if (cors) corsFields(cors, state.origin, fields);
  if (cookie !== '') fields.append('set-cookie', cookie);
  if (state.responseLines !== '') fields.appendLines(state.responseLines);
}
