import { expect, test } from 'vitest';
import { share, step, upload, type Upload, type UploadEffect, type UploadInput } from './upload';

const KIB = 1024;

function play(inputs: readonly (readonly [number, UploadInput])[], from: Upload): { now: Upload; did: UploadEffect[] } {
  let now = from;
  const did: UploadEffect[] = [];
  for (const [now_ms, input] of inputs) {
    const [next, effects] = step(now, input, now_ms);
    now = next;
    did.push(...effects);
  }
  return { now, did };
}

const placed = (offset: number): UploadInput => ({ is: 'placed', offset });
const lost: UploadInput = { is: 'refused', code: 'unreachable' };

test('asked for, sent in pieces that grow, done', () => {
  const { now, did } = play(
    [
      [0, { is: 'begin' }],
      [0, placed(0)],
      [1_000, placed(256 * KIB)],
      [2_000, placed(768 * KIB)],
      [3_000, placed(1_000 * KIB)],
    ],
    upload(1_000 * KIB),
  );
  expect(did).toEqual([
    { do: 'ask' },
    { do: 'send', from: 0, to: 256 * KIB },
    { do: 'send', from: 256 * KIB, to: 768 * KIB },
    { do: 'send', from: 768 * KIB, to: 1_000 * KIB },
    { do: 'done' },
  ]);
  expect([now.at, share(now)]).toEqual(['done', 1]);
});

test('it goes on where the hub says it is', () => {
  const { did } = play([[0, { is: 'begin' }], [0, placed(700)]], upload(1_000)); // prettier-ignore
  expect(did.at(-1)).toEqual({ do: 'send', from: 700, to: 1_000 });
});

test('a lost piece: a rest that grows, then the hub is asked how much came; pieces shrink', () => {
  const { now, did } = play(
    [
      [0, { is: 'begin' }],
      [0, placed(0)],
      [100, { is: 'moved', bytes: 5_000 }],
      [200, lost],
      [3_200, { is: 'due' }],
      [3_300, lost],
      [9_300, { is: 'due' }],
      [9_400, placed(0)],
    ],
    upload(10_000 * KIB),
  );
  expect(did.filter((one) => one.do !== 'ask')).toEqual([
    { do: 'send', from: 0, to: 256 * KIB },
    { do: 'wait', ms: 3_000 },
    { do: 'wait', ms: 6_000 },
    { do: 'send', from: 0, to: 128 * KIB },
  ]);
  expect(share(now)).toBe(0);
});

test('with a new link it does not wait; while it works a link changes nothing', () => {
  const resting = play([[0, { is: 'begin' }], [0, lost]], upload(10)).now; // prettier-ignore
  expect(play([[5, { is: 'linked' }], [6, { is: 'linked' }]], resting).did).toEqual([{ do: 'ask' }]); // prettier-ignore
});

test.each<[UploadInput, UploadEffect['do'] | null, Upload['at']]>([
  [{ is: 'refused', code: 'not_saved', retry_after_s: 5 }, 'wait', 'resting'],
  [{ is: 'refused', code: 'wrong_offset' }, 'wait', 'resting'],
  [{ is: 'refused', code: 'file_too_big' }, 'failed', 'failed'],
  [{ is: 'refused', code: 'not_a_member' }, 'failed', 'failed'],
  [{ is: 'refused', code: 'upload_quota' }, 'failed', 'failed'],
  [{ is: 'refused', code: 'not_signed_in' }, null, 'resting'],
])('%o', (input, effect, at) => {
  const { now, did } = play([[0, { is: 'begin' }], [0, placed(0)], [1, input]], upload(10)); // prettier-ignore
  expect([did.at(2)?.do ?? null, now.at]).toEqual([effect, at]);
});

test('what comes late changes nothing', () => {
  const { now } = play([[0, { is: 'begin' }], [0, placed(10)]], upload(10)); // prettier-ignore
  expect(play([[1, placed(3)], [2, lost], [3, { is: 'due' }]], now)).toEqual({ now, did: [] }); // prettier-ignore
});
