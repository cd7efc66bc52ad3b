import { groupVersion } from '../../../mesh/kinds.ts';
import type { Path } from '../../../model/diagnostic.ts';
import { asMap, asString, getIn } from '../../../model/json.ts';
import { certain } from '../../../model/suggest.ts';
import type { Structural } from '../../../validate/structure/schema.ts';
import type { Broken, Fixer } from '../fix.ts';

/** Letters that may be wrong in the name of a field, or in a value of an enum. */
const EDITS = 2;

/** What the API server knows of the value at a path. */
function schemaAt({ object, definitions }: Broken, path: Path): Structural | undefined {
  const { group, version } = groupVersion(asString(object['apiVersion']) ?? '');
  const definition = definitions.find(group, asString(object['kind']) ?? '');
  let schema = definition?.versions.includes(version) ? definition.schema(version) : undefined;
  for (const step of path)
    schema = typeof step === 'number' ? schema?.items : (schema?.properties.get(step) ?? schema?.additional);
  return schema;
}

/** Names of fields that are misspelt. */
export const fieldNames: Fixer = {
  codes: ['MSH2901'],
  does: 'Corrects the name of a field when one other name is near.',
  fix(broken) {
    const { object, path } = broken;
    const parent = path.slice(0, -1);
    const there = asMap(getIn(object, parent));
    const names = [...(schemaAt(broken, parent)?.properties.keys() ?? [])].filter(
      (name) => !Object.hasOwn(there, name),
    );
    const name = certain(String(path.at(-1)), names, EDITS);
    return name === undefined ? [] : [{ kind: 'rename', path, name }];
  },
};

/** Values of enums that are misspelt, or in the wrong case. */
export const enumValues: Fixer = {
  codes: ['MSH2903'],
  does: 'Corrects a value when one of those the field can have is near.',
  fix(broken) {
    const { object, path } = broken;
    const given = getIn(object, path);
    const allowed = (schemaAt(broken, path)?.enum ?? []).filter((value) => typeof value === 'string');
    const value = typeof given === 'string' ? certain(given, allowed, EDITS) : undefined;
    return value === undefined ? [] : [{ kind: 'set', path, value }];
  },
};
