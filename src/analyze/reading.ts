/** How the reference reads documents. */

import { typeProblems } from '../k8s/decode.ts';
import { rootType } from '../k8s/types.ts';
import type { DecodeProblem } from '../mesh/decode.ts';
import type { ObjectAt } from '../mesh/objects.ts';
import type { Path } from '../model/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';

/** Why an object cannot be decoded. */
export interface Unreadable {
  readonly path: Path;
  readonly message: string;
}

/** Objects of these kinds are Go structs that meshctl has. */
function structProblem({ resource, value }: ObjectAt): Unreadable | undefined {
  const type = rootType(resource.apiVersion, resource.kind);
  if (type !== undefined) return typeProblems(type, value, 'json')[0];
  const [problem] = typeProblems('ObjectMeta', value['metadata'] ?? {}, 'json');
  return problem && { path: ['metadata', ...problem.path], message: problem.message };
}

/** Why the reference leaves an object out; fields it does not know are none of its business. */
export function unreadable(object: ObjectAt, problems: readonly DecodeProblem[]): Unreadable | undefined {
  return problems.find(({ reason }) => reason !== 'unknown-field') ?? structProblem(object);
}

const SEPARATOR = /^---\s*$/;

/** The reference cuts files at separators, but for one at their very beginning: that one counts as a line of the document. */
const surplus = ({ text, start }: Manifest): number =>
  Number(start.offset === 0 && /^---\s*$/m.exec(text)?.index === 0);

/** The line the reference gives the scalar at that place of a document. */
export function scalarLine(manifest: Manifest, path: Path): number {
  return manifest.locate(path).start.line + surplus(manifest);
}

/** The line the reference gives a document: the first behind its separator that is neither empty nor a separator. */
export function documentLine({ text, start, tree }: Manifest): number {
  const lines = text.split(/\r\n|\r|\n/);
  const content = text.slice(0, tree.root?.start ?? 0).split(/\r\n|\r|\n/).length - 1;
  const separator = lines.slice(0, content).findLastIndex((line) => SEPARATOR.test(line));
  const first = lines.findIndex((line, index) => index > separator && line !== '' && line !== '---');
  return start.line + Math.max(first, 0);
}
