import { compareBytes } from '../../gotext/compare.ts';
import type { JsonMap } from '../../model/json.ts';
import type { ConfigDump } from '../dump.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import type { Table } from './table.ts';

const TYPE_PREFIX = 'type.googleapis.com/';

const ROW_SHAPE: Shape = { ecds_filters: { ecds_filter: { name: WHOLE, typed_config: { '@type': WHOLE } } } };

/** Every filter configuration that came by ECDS, joined into one part. Throws EnvoyError when the dump has no such part. */
export function ecdsSection(dump: ConfigDump, shape: Shape = WHOLE): JsonMap {
  const all = dump.all('ecds', shape);
  if (all.length <= 1) return dump.section('ecds', shape);
  return { ...all.at(-1), ecds_filters: all.flatMap((section) => list(section, 'ecds_filters')) };
}

/** The table of filter configurations, by type and name. */
export function ecdsTable(dump: ConfigDump): Table {
  const rows = list(ecdsSection(dump, ROW_SHAPE), 'ecds_filters').map((entry) => {
    const filter = field(entry, 'ecds_filter');
    const type = text(fieldAt(filter, 'typed_config'), '@type');
    return [text(filter, 'name'), type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type] as const;
  });
  rows.sort(([nameA, typeA], [nameB, typeB]) => compareBytes(typeA, typeB) || compareBytes(nameA, nameB));
  return { header: ['ECDS NAME', 'TYPE'], rows, padding: 5 };
}
