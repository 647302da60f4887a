import { describe, expect, it } from 'vitest';
import {
  groupOf,
  inOrder,
  latest,
  leftShare,
  newer,
  ofGroup,
  pending,
  running,
  sayable,
  span,
  standing,
  triedOf,
  unanswered,
  waitingOf,
  type Waiting,
} from './summons';
import type { RecipientCard, RingCard, SummonsCard } from './wire';

const ring = { summons: 's1', recipient: 'r1', t0_ms: 1_000, deadline_ms: 301_000 } as RingCard;
const waits: Waiting = { summons: 's1', ask: { id: 'c1', recipient: 'r1', code: 'ready' } };

function card(id: string, more: Partial<RecipientCard> = {}): RecipientCard {
  return { id, summons: 's1', outcome: 'ringing', level: 0, version: 1, t0_ms: 0, ...more } as RecipientCard;
}

describe('a ring', () => {
  it('is quiet as soon as it is answered here', () => {
    expect(unanswered([ring], [])).toEqual([ring]);
    expect(unanswered([ring], [waits])).toEqual([]);
  });

  it('has its time, and never less than none', () => {
    expect(leftShare(ring, 1_000)).toBe(1);
    expect(leftShare(ring, 151_000)).toBe(0.5);
    expect(leftShare(ring, 999_000)).toBe(0);
    expect(leftShare(ring, 0)).toBe(1);
  });
});

describe('answers that wait', () => {
  it('are read back, and nonsense is nothing', () => {
    expect(waitingOf(JSON.stringify([waits]))).toEqual([waits]);
    expect(waitingOf('')).toEqual([]);
    expect(waitingOf('{')).toEqual([]);
    expect(waitingOf('{"a":1}')).toEqual([]);
  });
});

describe('the board', () => {
  it('groups every outcome', () => {
    expect(groupOf(card('a'))).toBe('waiting');
    expect(groupOf(card('a', { outcome: 'missed' }))).toBe('missed');
    expect(groupOf(card('a', { outcome: 'acked_late' }))).toBe('answered');
    expect(groupOf(card('a', { outcome: 'cancelled' }))).toBe('other');
  });

  it('counts who has not answered in those that go on, and knows whose answer came last', () => {
    const summonses = [
      { id: 's1', state: 'open' },
      { id: 's2', state: 'cancelled' },
    ] as SummonsCard[];
    const said = { outcome: 'acked', first_answer_ms: 5 } as const;
    const cards = [
      card('a'),
      card('b', said),
      card('c', { ...said, first_answer_ms: 9 }),
      card('d', { summons: 's2' }),
      card('e', { outcome: 'missed' }),
    ];
    expect(pending(summonses, cards).map((one) => one.id)).toEqual(['a']);
    expect(latest(cards)?.id).toBe('c');
    expect(latest([card('a')])).toBe(null);
  });

  it('puts first who needs most, and of answers the first', () => {
    const cards = [card('a'), card('b', { level: 2 }), card('c', { level: 1 }), card('d', { summons: 's2' })];
    expect(ofGroup(cards, 's1', 'waiting').map((one) => one.id)).toEqual(['b', 'c', 'a']);
    const answers = [card('x', { outcome: 'acked', first_answer_ms: 9 }), card('y', { outcome: 'acked', first_answer_ms: 3 })];
    expect(ofGroup(answers, 's1', 'answered').map((one) => one.id)).toEqual(['y', 'x']);
  });

  it('keeps the newer card, whichever comes last', () => {
    const old = card('a', { version: 2 });
    const fresh = card('a', { version: 3 });
    expect(newer(old, fresh)).toBe(fresh);
    expect(newer(fresh, old)).toBe(fresh);
    expect(newer(undefined, old)).toBe(old);
  });

  it('shows what goes on before what is over', () => {
    const cards = [
      { id: 'over', state: 'closed', t0_ms: 9 },
      { id: 'old', state: 'open', t0_ms: 1 },
      { id: 'new', state: 'open', t0_ms: 5 },
    ] as SummonsCard[];
    expect(inOrder(cards).map((one) => one.id)).toEqual(['new', 'old', 'over']);
  });

  it('counts minutes and seconds', () => {
    expect(span(0)).toBe('00:00');
    expect(span(93_900)).toBe('01:33');
    expect(span(-5)).toBe('00:00');
    expect(span(3_600_000)).toBe('60:00');
  });
});

describe('a summons that goes on', () => {
  const summons = { id: 's1', state: 'open', t0_ms: 0 } as SummonsCard;

  it('counts who has answered: a deputy who was sent is no second one, nor is who was skipped', () => {
    const cards = [
      card('a', { outcome: 'acked' }),
      card('b', { outcome: 'declined' }),
      card('c', { outcome: 'acked', parent: 'b' }),
      card('d', { outcome: 'missed' }),
      card('e', { outcome: 'skipped' }),
      card('f'),
      card('g', { summons: 's2' }),
    ];
    expect(standing(summons, cards)).toEqual({ answered: 2, of: 4 });
  });

  it('is the newest, and a drill only when there is no other', () => {
    const drill = { id: 's2', state: 'open', t0_ms: 9, drill: true } as SummonsCard;
    const over = { id: 's3', state: 'closed', t0_ms: 10 } as SummonsCard;
    expect(running([drill, over, summons])?.id).toBe('s1');
    expect(running([drill, over])?.id).toBe('s2');
    expect(running([over])).toBeNull();
  });
});

it('what may still be said to a call', () => {
  const say = (outcome: RecipientCard['outcome'], state: SummonsCard['state'] = 'open') =>
    sayable({ summons: { state } as SummonsCard, recipient: card('a', { outcome }) });
  expect([say('ringing'), say('missed'), say('acked'), say('declined_late')]).toEqual(['first', 'late', 'again', 'again']);
  expect([say('skipped'), say('cancelled'), say('acked', 'cancelled')]).toEqual([null, null, null]);
});

it.each([
  ['ring', 'queued', '', 'queued'],
  ['ring', 'claimed', '', 'queued'],
  ['phone', 'claimed', '', 'calling'],
  ['radio', 'queued', '', 'asked'],
  ['radio', 'claimed', '', 'asked'],
  ['radio', 'sent', '', 'spoken'],
  ['radio', 'unknown', '', 'cut_off'],
  ['radio', 'failed_perm', 'no_unit', 'no_unit'],
  ['radio', 'expired', '', 'expired'],
  ['ring', 'sent', '', 'sent'],
  ['ring', 'shown', 'timeout', 'shown'],
  ['ntfy', 'acted', '', 'acted'],
  ['ring', 'failed_perm', 'gone', 'gone'],
  ['ntfy', 'failed_temp', 'rate_limited', 'rate_limited'],
  ['message', 'failed_temp', '', 'failed_temp'],
  ['ring', 'unknown', '', 'unknown'],
  ['phone', 'unknown', 'cut_off', 'cut_off'],
  ['phone', 'unknown', '', 'cut_off'],
  ['phone', 'delivered', 'no_answer', 'no_answer'],
  ['phone', 'delivered', '', 'rang'],
  ['phone', 'superseded', 'busy', 'busy'],
  ['ring', 'superseded', undefined, 'superseded'],
] as const)('a %s that is %s (%s) is said to be %s', (channel, state, result, word) => {
  expect(triedOf({ channel, state, ...(result === undefined ? {} : { result }) })).toBe(word);
});
