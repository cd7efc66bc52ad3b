import { describe, expect, it } from 'vitest';
import type { Column, ViewTable } from '../../src/stats/cells.ts';
import { columnChosen, columnKeys, orderOf, sortedByNext } from '../../src/tui/sorting.ts';
import { newScreen } from '../../src/tui/state.ts';

const columns = (...titles: readonly string[]): readonly Column[] => titles.map((title) => ({ title, drop: 0 }));
const table = (...titles: readonly string[]): ViewTable => ({ columns: columns(...titles), rows: [] });

describe('the keys of columns', () => {
  it.each([
    [['CLUSTER', 'CX', 'CB'], 'c x b'],
    [['P50', 'P95', 'P99'], 'p 9 0'],
    [['SECRET', 'STATE', 'S'], 'e t'],
    [[' ', 'KIND', '5XX/S'], 'k 5'],
  ])('%j: %s', (titles, keys) => {
    expect([...columnKeys(columns(...titles)).keys()].join(' ')).toBe(keys);
  });

  it('are never the same for two columns', () => {
    const titles = Array.from({ length: 30 }, (_, index) => `AB${index}`);
    expect(columnKeys(columns(...titles)).size).toBe(30);
  });
});

describe('the order of a view', () => {
  it('is by requests, by the second or since the start, where there is no other', () => {
    const screen = newScreen('clusters');
    expect(orderOf(screen, columns('CLUSTER', 'RPS'))).toEqual({ column: 'RPS', descending: true });
    expect(orderOf(screen, columns('CLUSTER', 'REQUESTS'))).toEqual({ column: 'REQUESTS', descending: true });
    expect(orderOf(newScreen('config'), columns('RPS'))).toBeUndefined();
  });

  it('stays when the key is no column, and ends the choice', () => {
    const screen = { ...newScreen('clusters'), choosing: true };
    const next = columnChosen(screen, table('CLUSTER', 'RPS'), { key: 'Escape', order: undefined });
    expect(next).toMatchObject({ choosing: false, orders: {} });
  });

  it('goes on from the last column to the first, and nowhere in an empty table', () => {
    const screen = newScreen('clusters');
    const last = { column: 'RPS', descending: true };
    expect(sortedByNext(screen, table('CLUSTER', 'RPS'), last).orders.clusters?.column).toBe('CLUSTER');
    expect(sortedByNext(screen, table(), last)).toBe(screen);
  });
});
