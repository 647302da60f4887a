import { expect, test, vi } from 'vitest';
import { NOW_MS, TOLD } from '../lib/directory-samples';
import { serving } from '../lib/directory';
import { appointed } from '../lib/directory-change';
import type { PasskeyPort } from '../lib/ports';
import type { Access, DirectoryBook, DirectorySave, ImportDone } from '../lib/wire';
import { DirectoryStore, UNDO_MS } from './directory-store.svelte';
import { FakeClock, FakeHub, settled } from './fake-ports';
import { StepStore } from './step-store.svelte';

const NO_PASSKEYS: PasskeyPort = { offered: false, make: () => Promise.resolve(null), use: () => Promise.resolve(null) };
const ACCESS = { ok: true, posts: [], totp: true, passkeys: [], proof: 'stale' } as unknown as Access;
const GOOD: ImportDone = { ok: true, problems: [], changes: [{ line: 2, kind: 'agency', done: 'new', what: 'Dinas' }], applied: false };
const BAD: ImportDone = {
  ok: true,
  problems: [{ line: 3, column: 'kind', value: 'tetap', why: 'not_one_of' }],
  changes: [],
  applied: false,
};

async function desk() {
  const hub = new FakeHub();
  const clock = new FakeClock();
  const step = new StepStore(hub, NO_PASSKEYS);
  let ids = 0;
  const newId = (): string => `n${(ids += 1)}`;
  const directory = new DirectoryStore(hub, step, clock, () => NOW_MS + clock.mono(), newId);
  hub.answers['directory:get'] = structuredClone({ ok: true, ...TOLD }) as DirectoryBook;
  hub.answers['directory:save'] = { ok: true };
  await directory.load();
  const held = (): string[] => {
    const book = directory.now.book;
    return book ? serving(book, 'bpbd', NOW_MS).map((one) => one.official) : [];
  };
  const appoint = (official: string): Promise<boolean> => {
    const book = directory.now.book;
    if (!book) throw new Error('no book');
    const fresh = { id: newId(), post: 'bpbd', official, kind: 'definitif', from_ms: NOW_MS, to_ms: null } as const;
    return directory.save(appointed(book, fresh, null).entries);
  };
  const saved = (): DirectorySave[] => hub.said.filter(([name]) => name === 'directory:save').map(([, ask]) => ask as DirectorySave);
  return { hub, clock, step, directory, held, appoint, saved };
}

test('what was saved is seen at once, and undone within ten seconds', async () => {
  const { clock, directory, held, appoint, saved } = await desk();
  expect(await appoint('o2')).toBe(true);
  expect(held()).toEqual(['o2']);
  clock.wind(UNDO_MS - 1);
  await directory.undo();
  expect(held()).toEqual(['o1']);
  expect(saved()[1]?.assignments?.map((one) => [one.id, one.to_ms])).toEqual([
    ['n1', 0],
    ['a1', null],
  ]);
  expect(directory.now).toMatchObject({ undo: null, undone: true });
});

test('after ten seconds there is nothing to undo; a second change counts anew', async () => {
  const { clock, directory, appoint, saved } = await desk();
  await appoint('o2');
  clock.wind(UNDO_MS - 1);
  await appoint('o3');
  clock.wind(UNDO_MS - 1);
  expect(directory.now.undo).not.toBeNull();
  clock.wind(1);
  await directory.undo();
  expect(saved()).toHaveLength(2);
});

test('what the hub refuses changes nothing and says why', async () => {
  const { hub, directory, held, appoint } = await desk();
  hub.answers['directory:save'] = { ok: false, code: 'post_taken' };
  expect(await appoint('o2')).toBe(false);
  expect(held()).toEqual(['o1']);
  expect(directory.now).toMatchObject({ busy: false, undo: null, no: { at: 'page', is: { code: 'post_taken' } } });
});

test('what wants proving goes on by itself once it is proved', async () => {
  const { hub, step, held, appoint, saved } = await desk();
  hub.answers['access:show'] = ACCESS;
  hub.answers['directory:save'] = { ok: false, code: 'step_up' };
  const saving = appoint('o2');
  await vi.waitFor(() => {
    expect(step.now).not.toBeNull();
  });
  hub.answers['directory:save'] = { ok: true };
  hub.answers['step:code'] = { ok: true, until_ms: 1 };
  await step.code('123456');
  expect(await saving).toBe(true);
  expect(held()).toEqual(['o2']);
  expect(saved()[0]).toEqual(saved()[1]);
});

test('the hub greets after each change: then it is read anew, if anybody looks at it', async () => {
  const { hub, directory } = await desk();
  directory.greeted();
  await settled();
  expect(hub.names.filter((name) => name === 'directory:get')).toHaveLength(2);
  directory.forget();
  directory.greeted();
  expect(hub.names.filter((name) => name === 'directory:get')).toHaveLength(2);
  expect(directory.now.book).toBeNull();
});

test('what could not be read says so, and is read when the hub is there', async () => {
  const { hub, directory } = await desk();
  directory.forget();
  delete hub.answers['directory:get'];
  await directory.load();
  expect(directory.now.unread?.code).toBe('unreachable');
  hub.answers['directory:get'] = structuredClone({ ok: true, ...TOLD }) as DirectoryBook;
  directory.greeted();
  await settled();
  expect([directory.now.unread, directory.now.book?.posts.size]).toEqual([null, 4]);
});

test('a table is looked through first; only without a problem is it applied', async () => {
  const { hub, directory } = await desk();
  const { imports } = directory;
  imports.choose('agencies');
  imports.bring('name\n');
  hub.answers['directory:import'] = BAD;
  await imports.check();
  expect([imports.applicable, imports.now.report?.problems.length]).toEqual([false, 1]);
  await imports.apply();
  hub.answers['directory:import'] = GOOD;
  imports.bring('name\nx\n');
  expect(imports.now.report).toBeNull();
  await imports.check();
  expect(imports.applicable).toBe(true);
  hub.answers['directory:import'] = { ...GOOD, applied: true };
  await imports.apply();
  expect([imports.applicable, imports.now.report?.applied]).toEqual([false, true]);
  expect(hub.said.filter(([name]) => name === 'directory:import').map(([, ask]) => ask)).toEqual([
    { table: 'agencies', csv: 'name\n', apply: false },
    { table: 'agencies', csv: 'name\nx\n', apply: false },
    { table: 'agencies', csv: 'name\nx\n', apply: true },
  ]);
});

test('what the hub says of a table that is no longer there is not said of the next one', async () => {
  const { hub, directory } = await desk();
  hub.answers['directory:import'] = GOOD;
  directory.imports.bring('one\n');
  const checking = directory.imports.check();
  directory.imports.bring('two\n');
  await checking;
  expect(directory.imports.now).toMatchObject({ busy: false, report: null });
  directory.imports.bring('x'.repeat(48_001));
  expect([directory.imports.long, directory.imports.checkable]).toEqual([true, false]);
});

test('a mutasi without a time counts from the moment it is sent', async () => {
  const { hub, clock, directory } = await desk();
  hub.answers['directory:reshuffle'] = GOOD;
  directory.reshuffle.bring('post,name\nbpbd,X\n');
  clock.wind(1_000);
  await directory.reshuffle.check();
  directory.reshuffle.choose(NOW_MS + 5_000);
  await directory.reshuffle.check();
  const asked = hub.said.filter(([name]) => name === 'directory:reshuffle').map(([, ask]) => (ask as { from_ms: number }).from_ms);
  expect(asked).toEqual([NOW_MS + 1_000, NOW_MS + 5_000]);
});

test('a mutasi that is made on the screen is a table at once, and what was checked counts no more when it changes', async () => {
  const { hub, directory } = await desk();
  const { moves, reshuffle } = directory;
  hub.answers['directory:reshuffle'] = GOOD;
  moves.add();
  const id = moves.now[0]?.id ?? '';
  moves.change(id, { post: 'bpbd', from_post: 'dinkes' });
  expect(reshuffle.now.csv.split('\r\n')[1]).toBe('bpbd;dinkes;;;definitif');
  await reshuffle.check();
  expect(reshuffle.applicable).toBe(true);
  moves.change(id, { kind: 'plt' });
  expect(reshuffle.applicable).toBe(false);
  moves.remove(id);
  expect([reshuffle.now.csv, reshuffle.checkable]).toEqual(['', false]);
});

test('refused because somebody else is there, the directory is read anew', async () => {
  const { hub, appoint } = await desk();
  hub.answers['directory:save'] = { ok: false, code: 'post_taken' };
  await appoint('o2');
  expect(hub.names.filter((name) => name === 'directory:get')).toHaveLength(2);
});
