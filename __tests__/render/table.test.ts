import { layOut, type Column } from '../../src/render/table.js';

interface Pet {
  name: string;
  kind: string;
  age: number;
}

const PETS: Pet[] = [
  { name: 'Alexandrina Victoria', kind: 'cat', age: 3 },
  { name: 'Bo', kind: 'cat', age: 12 },
];

const COLUMNS: Column<Pet>[] = [
  { header: 'name', format: ({ name }) => name, shrink: 8 },
  { header: 'kind', format: ({ kind }) => kind, lift: (kind) => `all are ${kind}s` },
  { header: 'age', format: ({ age }) => String(age), align: 'right', drop: 1 },
];

describe('a table', () => {
  it('lifts out what all rows have in common, and aligns the rest', () => {
    expect(layOut(COLUMNS, PETS, 40)).toEqual({
      above: ['all are cats'],
      header: 'name                  age',
      lines: ['Alexandrina Victoria    3', 'Bo                     12'],
    });
  });

  it('keeps a column in which rows differ', () => {
    const mixed = PETS.map((pet, index) => ({ ...pet, kind: index === 0 ? 'cat' : 'dog' }));
    expect(layOut(COLUMNS, mixed, 40)).toMatchObject({
      above: [],
      header: 'name                  kind  age',
    });
  });

  it('keeps the columns of a single row', () => {
    expect(layOut(COLUMNS, PETS.slice(0, 1), 40).above).toEqual([]);
  });

  it('shortens names before it leaves out a column', () => {
    expect(layOut(COLUMNS, PETS, 14).lines).toEqual([
      'Alex…oria    3'.slice(0, 14),
      'Bo          12',
    ]);
  });

  it('leaves out a column before names cannot be told apart', () => {
    expect(layOut(COLUMNS, PETS, 10)).toMatchObject({
      header: 'name      ',
      lines: ['Alexa…oria', 'Bo        '],
    });
  });

  it('gives drawings the room that is left', () => {
    const drawn: Column<Pet> = {
      header: '',
      format: (_, width) => '='.repeat(width),
      drawn: { min: 3, max: 6 },
    };
    const widths = [26, 31, 60].map(
      (width) => layOut([...COLUMNS, drawn], PETS, width).lines[0]?.split('=').length,
    );
    expect(widths).toEqual([4, 5, 7]);
  });

  it('paints after the widths are known', () => {
    const painted: Column<Pet> = {
      header: 'name',
      format: ({ name }) => name,
      paint: (text) => `\u001b[31m${text}\u001b[39m`,
    };
    expect(layOut([painted], PETS.slice(1), 20).lines).toEqual(['\u001b[31mBo  \u001b[39m']);
  });

  it('without rows has a header and no lines', () => {
    expect(layOut(COLUMNS, [], 40).lines).toEqual([]);
  });
});
