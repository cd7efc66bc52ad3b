import { CODES, type Code } from '../model/codes.ts';
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import type { MeshResource } from './resource.ts';

/** A finding about a field of a resource. */
export function findingAt(
  resource: MeshResource,
  code: Code,
  { message, path }: { readonly message: string; readonly path: Path },
): Diagnostic {
  const { level, remediation } = CODES[code];
  const range = resource.locate(path);
  return {
    code,
    level,
    message,
    origin: resource.origin,
    path,
    remediation,
    ...(range === undefined ? {} : { range }),
  };
}
