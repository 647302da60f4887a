import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { RecipientCard } from '../../lib/wire';
import AnsweredList from './AnsweredList.svelte';

const CARD: RecipientCard = {
  ...{ id: 'r1', summons: 's1', post: 'bpbd', t0_ms: 0, deadline_ms: 300_000 },
  ...{ outcome: 'acked_late', progress: 1, level: 0, version: 1, first_answer_ms: 60_000, missed_ms: 50_000 },
};

it('a late answer stands apart from its span', () => {
  const name = (post: string): string => post.toUpperCase();
  render(AnsweredList, { cards: [CARD], t0_ms: 0, name, title: name });
  expect(screen.getByRole('listitem').textContent).toMatch(/\d\s· terlambat/);
});
