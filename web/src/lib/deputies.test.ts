import { expect, test } from 'vitest';
import { deputies } from './deputies';
import type { PersonCard } from './wire';

const person = (id: string, agency: string, role: PersonCard['role'] = 'head'): PersonCard => ({
  id,
  agency,
  agency_short: agency,
  post: `Kepala ${id}`,
  role,
});

const HEAD = person('dinkes', 'Dinkes');
const PEOPLE = new Map(
  [
    person('walikota', 'Kota', 'mayor'),
    person('jaga', 'Kominfo', 'operator'),
    person('bpbd', 'BPBD'),
    HEAD,
    person('sekretaris', 'Dinkes'),
    person('pc', 'Kota', 'device'),
  ].map((one) => [one.id, one]),
);
const ids = (words: string): string[] => deputies(PEOPLE, { head: HEAD, caller: 'walikota', words }).map((one) => one.id);

test('his own agency stands first, who is on duty last; who calls, who is called and machines are not offered', () => {
  expect(ids('')).toEqual(['sekretaris', 'bpbd', 'jaga']);
});

test('a few letters of the agency or the post find one', () => {
  expect(ids(' bpb ')).toEqual(['bpbd']);
  expect(ids('wali')).toEqual([]);
});
