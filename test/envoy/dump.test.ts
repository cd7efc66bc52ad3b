import { describe, expect, it } from 'vitest';
import { ConfigDump, type SectionKind, sectionType } from '../../src/envoy/dump.ts';
import { EnvoyError } from '../../src/envoy/problems.ts';
import { ecdsSection } from '../../src/envoy/rows/ecds.ts';
import { sizeOf } from '../../src/envoy/size.ts';
import { bytesOf } from './support/shop.ts';

const section = (kind: SectionKind, fields: object) => ({ '@type': sectionType(kind), ...fields });
const dump = (...configs: readonly unknown[]) => ConfigDump.parse(bytesOf({ configs }), 'dump.json');

describe('ConfigDump', () => {
  it('takes the last of several parts of a kind', () => {
    const found = dump(section('clusters', { version_info: '1' }), section('clusters', { version_info: '2' }));
    expect(found.section('clusters')['version_info']).toBe('2');
  });

  it('finds the type wherever it stands in a part', () => {
    const found = dump({ version_info: '1', '@type': sectionType('routes') });
    expect(found.section('routes')['version_info']).toBe('1');
  });

  it('joins the extensions of all parts', () => {
    const found = dump(section('ecds', { ecds_filters: [{ a: 1 }] }), section('ecds', { ecdsFilters: [{ b: 1 }] }));
    expect(ecdsSection(found)['ecds_filters']).toEqual([{ a: 1 }, { b: 1 }]);
  });

  it('says what is missing, in its own words and the reference’s', () => {
    const missing = () => dump().section('secrets');
    expect(missing).toThrow(EnvoyError);
    expect(missing).toThrow('has no SecretsConfigDump');
    try {
      missing();
    } catch (error) {
      expect(error).toMatchObject({ peer: `config dump has no configuration type ${sectionType('secrets')}` });
    }
  });

  it.each([[{}], [[]], ['text'], [{ configs: {} }], [{ configs: [1, 'x', null] }]])('has no parts in %j', (value) => {
    const found = ConfigDump.parse(bytesOf(value), 'x');
    expect(found.find('clusters')).toBeUndefined();
  });
});

describe('sizeOf', () => {
  it('counts the bytes of parts and objects', () => {
    const cluster = { cluster: { name: 'big', alt_stat_name: 'x'.repeat(100) } };
    const found = dump(
      section('clusters', { static_clusters: [{ cluster: { name: 'small' } }, cluster], version_info: 'v' }),
      section('routes', {}),
    );
    const size = sizeOf(found, 1);
    expect(size.parts.map(({ part, objects }) => [part, objects])).toEqual([
      ['ClustersConfigDump', 2],
      ['RoutesConfigDump', 0],
    ]);
    expect(size.biggest).toEqual([{ part: 'ClustersConfigDump', name: 'big', bytes: JSON.stringify(cluster).length }]);
    expect(size.bytes).toBe(found.bytes.length);
  });
});
