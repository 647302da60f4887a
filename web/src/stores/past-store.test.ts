import { expect, it } from 'vitest';
import type { HubPort } from '../lib/ports';
import { UNREACHABLE } from '../lib/reply';
import { PastStore } from './past-store.svelte';

type Asked = { readonly name: string; readonly ask: object; answer: (reply: object) => Promise<void> };

/** A hub whose answers come when the test says so. */
function slowHub(): { readonly hub: Pick<HubPort, 'command'>; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const command = (name: string, ask: object): Promise<unknown> =>
    new Promise((resolve) => {
      asked.push({
        name,
        ask,
        answer: async (reply) => {
          resolve(reply);
          await Promise.resolve();
          await Promise.resolve();
        },
      });
    });
  return { hub: { command: command as HubPort['command'] }, asked };
}

const made = (...ids: string[]): object => ({ ok: true, columns: ids.map((id) => ({ rollcall: { id } })), rows: [], series: [] });

it('shows what was wished for last, whichever answer comes first', async () => {
  const { hub, asked } = slowHub();
  const past = new PastStore(hub);
  const first = past.compare({});
  const second = past.compare({ span: '30' });
  await asked[1]?.answer(made('b'));
  await asked[0]?.answer(made('a'));
  await Promise.all([first, second]);
  expect(asked.map(({ ask }) => ask)).toEqual([{ last: 10 }, { last: 30 }]);
  expect(past.made?.columns.map(({ rollcall }) => rollcall.id)).toEqual(['b']);
  expect(past.busy).toBe(false);
});

it('adds older ones behind those that are here, and says what was refused', async () => {
  const { hub, asked } = slowHub();
  const past = new PastStore(hub);
  const line = (closed_ms: number): object => ({ rollcall: { closed_ms } });
  const page = (...at: number[]): object => ({ ok: true, rollcalls: at.map(line), more: true, series: [] });
  const loading = past.load({ series: 'rapat Apel pagi' });
  await asked[0]?.answer(page(9, 8));
  await loading;
  const older = past.load({}, true);
  await asked[1]?.answer(page(7));
  await older;
  expect(asked[1]?.ask).toEqual({ room: 'rapat', title: 'Apel pagi', before_ms: 8, limit: 20 });
  expect(past.list?.map(({ rollcall }) => rollcall.closed_ms)).toEqual([9, 8, 7]);
  const again = past.load({});
  await asked[2]?.answer(UNREACHABLE);
  await again;
  expect(past.refused?.code).toBe('unreachable');
  expect(past.list?.length).toBe(3);
});

it('knows nothing of one post when another signs in', async () => {
  const { hub, asked } = slowHub();
  const past = new PastStore(hub);
  const reading = past.read('a');
  past.forget();
  await asked[0]?.answer({ ok: true, rollcall: { id: 'a' } });
  await reading;
  expect(past.one).toBeNull();
});
