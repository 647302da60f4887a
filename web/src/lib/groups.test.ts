import { expect, test } from 'vitest';
import { calledAgain, groupsOf, oftenFirst, oftenOf } from './groups';
import type { PersonCard } from './wire';

function head(id: string, agency_class: string, agency_kind = 'dinas'): PersonCard {
  return { id, agency: id, agency_short: id, post: 'Kepala', role: 'head', agency_class, agency_kind };
}

test('a camat is in the class of his agency and among the camat; no group is empty', () => {
  const heads = [head('bpbd', 'kritikal'), head('kedopok', 'esensial', 'kecamatan'), head('dinkes', 'esensial')];
  expect(groupsOf(heads)).toEqual([
    { group: 'kritikal', posts: ['bpbd'] },
    { group: 'esensial', posts: ['kedopok', 'dinkes'] },
    { group: 'kecamatan', posts: ['kedopok'] },
  ]);
});

test('who is called most often comes first, the others stay in their order', () => {
  const often = calledAgain(calledAgain(oftenOf('{"c":1,"x":"y"}'), ['c']), ['b']);
  expect(often).toEqual({ c: 2, b: 1 });
  expect(oftenFirst([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], often).map((one) => one.id)).toEqual(['c', 'b', 'a', 'd']);
  expect(oftenOf('no')).toEqual({});
});
