import { beforeEach, expect, test } from 'vitest';
import { item, uuid } from '../lib/chat-samples';
import type { Item } from '../lib/outbox';
import type { Placed, UploadPort } from '../lib/ports';
import { UNREACHABLE, type No, type Reply } from '../lib/reply';
import type { FileCard } from '../lib/wire';
import { FILE_MAX_BYTES } from '../lib/files';
import { AttachingStore } from './attaching-store.svelte';
import { FakeClock, FakeDurable, FakeLead, settled } from './fake-ports';
import { OutboxStore } from './outbox-store.svelte';
import { UploadStore } from './upload-store.svelte';
import { ViewingStore } from './viewing-store.svelte';

const KIB = 1024;

/** A hub that takes files while there is a network, and knows how much of each it has. */
class FakeUploads implements UploadPort {
  readonly had = new Map<string, number>();
  readonly said: string[] = [];
  network = true;
  no: No | null = null;

  create(card: FileCard): Promise<Reply<Placed>> {
    this.said.push(`create ${short(card.id)}`);
    return this.#answer(() => {
      if (!this.had.has(card.id)) this.had.set(card.id, 0);
      return this.had.get(card.id) ?? 0;
    });
  }

  send(id: string, offset: number, piece: Blob, onmoved: (bytes: number) => void): Promise<Reply<Placed>> {
    this.said.push(`send ${short(id)} ${offset / KIB}`);
    return this.#answer(() => {
      onmoved(piece.size);
      this.had.set(id, offset + piece.size);
      return offset + piece.size;
    });
  }

  end(id: string): void {
    this.said.push(`end ${short(id)}`);
    this.had.delete(id);
  }

  whole(id: string): Promise<Reply<{ readonly blob: Blob }>> {
    return Promise.resolve(this.network ? { ok: true, blob: new Blob([id]) } : UNREACHABLE);
  }

  #answer(placed: () => number): Promise<Reply<Placed>> {
    if (!this.network) return Promise.resolve(UNREACHABLE);
    return Promise.resolve(this.no ?? { ok: true, offset: placed() });
  }
}

class FakeUrls {
  readonly open = new Set<string>();
  #n = 0;

  make(): string {
    const url = `blob:${(this.#n += 1)}`;
    this.open.add(url);
    return url;
  }

  forget(url: string): void {
    this.open.delete(url);
  }
}

const short = (id: string): string => String(Number(id.slice(-12)));
const card = (n: number, size: number, more: object = {}): FileCard => ({
  id: uuid(n),
  name: `${n}.jpg`,
  mime: 'image/jpeg',
  size,
  ...more,
});
const blob = (size: number): Blob => new Blob([new Uint8Array(size)]);

function photo(n: number, ...cards: FileCard[]): Item {
  return { ...item(n), command: 'chat:send', ask: { id: uuid(n), room: 'umum', text: '' }, cards };
}

let hub: FakeUploads;
let urls: FakeUrls;
let clock: FakeClock;
let durable: FakeDurable;
let told: string[];
let store: UploadStore;

beforeEach(() => {
  hub = new FakeUploads();
  urls = new FakeUrls();
  clock = new FakeClock();
  durable = new FakeDurable();
  told = [];
  store = new UploadStore(hub, clock, urls, {
    brought: (id) => told.push(`brought ${short(id)}`),
    failed: (id, no) => told.push(`failed ${short(id)} ${no.code}`),
  });
  store.open(durable);
});

test('the files of a message go one after the other, then it may be sent', async () => {
  const files = [card(11, 600 * KIB, { width: 4, height: 3 }), card(12, 10)];
  await store.keep(files.map((one) => ({ card: one, blob: blob(one.size) })));
  expect([durable.files.size, store.picture(uuid(11)), store.picture(uuid(12))]).toEqual([2, 'blob:1', null]);
  store.waits([photo(1, ...files)], true);
  await settled();
  expect(hub.said).toEqual(['create 11', 'send 11 0', 'send 11 256', 'create 12', 'send 12 0']);
  expect([told, store.there(uuid(11))]).toEqual([['brought 1'], true]);
  store.waits([{ ...photo(1, ...files), seq: 5 }], true);
  store.waits([], true);
  expect([durable.files.size, urls.open.size, hub.said.at(-1)]).toEqual([0, 0, 'send 12 0']);
});

test('a network that goes: it waits, and goes on from what the hub has', async () => {
  const file = card(11, 600 * KIB);
  await store.keep([{ card: file, blob: blob(file.size) }]);
  hub.network = false;
  store.waits([photo(1, file)], true);
  await settled();
  expect([store.sent(uuid(11)), told]).toEqual([null, []]);
  hub.network = true;
  hub.had.set(uuid(11), 512 * KIB);
  store.linked();
  await settled();
  expect(hub.said).toEqual(['create 11', 'create 11', 'send 11 512']);
  expect(told).toEqual(['brought 1']);
});

test('a new page finds what the last one had not brought, and a device that keeps nothing has it as long as the page', async () => {
  durable.files.set(uuid(11), blob(20));
  store.waits([photo(1, card(11, 20, { width: 4, height: 3 }))], true);
  await settled();
  expect([told, store.picture(uuid(11))]).toEqual([['brought 1'], 'blob:1']);
  durable.full = true;
  await store.keep([{ card: card(12, 20), blob: blob(20) }]);
  store.waits([photo(2, card(12, 20))], true);
  await settled();
  expect(told).toEqual(['brought 1', 'brought 2']);
  store.waits([photo(3, card(13, 20))], true);
  await settled();
  expect(told.at(-1)).toBe('failed 3 no_such_file');
});

test('called off: stopped here, and told to the hub', async () => {
  const file = card(11, 20);
  await store.keep([{ card: file, blob: blob(20) }]);
  hub.network = false;
  store.waits([photo(1, file)], true);
  await settled();
  store.waits([], true);
  hub.network = true;
  clock.wind(60_000);
  await settled();
  expect([hub.said, durable.files.size]).toEqual([['create 11', 'end 11'], 0]);
});

test('another page leads: nothing goes from here', async () => {
  durable.files.set(uuid(11), blob(20));
  store.waits([photo(1, card(11, 20))], false);
  await settled();
  expect(hub.said).toEqual([]);
  store.waits([photo(1, card(11, 20))], true);
  await settled();
  expect(told).toEqual(['brought 1']);
});

test('with the outbox: refused once, tried again by hand, sent with its files', async () => {
  const sent: Item[] = [];
  const port = {
    send: (one: Item) => {
      sent.push(one);
      return Promise.resolve({ ok: true as const, seq: 1, at_ms: 0 });
    },
  };
  const box: OutboxStore = new OutboxStore(port, clock, () => uuid(1), () => undefined); // prettier-ignore
  const uploads = new UploadStore(hub, clock, urls, {
    brought: (id) => {
      box.feed({ is: 'brought', id });
    },
    failed: (id, reply) => {
      box.feed({ is: 'answered', id, reply });
    },
  });
  uploads.open(durable);
  box.bringer = uploads;
  await box.open(durable, new FakeLead());
  hub.no = { ok: false, code: 'upload_quota' };
  await uploads.keep([{ card: card(11, 20), blob: blob(20) }]);
  box.write('umum', { text: 'lihat', mentions: [] }, null, [card(11, 20)]);
  await settled();
  await settled();
  expect([box.items[0]?.failed, sent]).toEqual(['upload_quota', []]);
  hub.no = null;
  box.retry(uuid(1));
  await settled();
  await settled();
  expect(sent.map((one) => one.ask)).toEqual([{ id: uuid(1), room: 'umum', text: 'lihat', files: [uuid(11)] }]);
});

test('picked: looked at one by one, ten at most, none empty; taken, nothing is left', async () => {
  let n = 0;
  const small = { blob: blob(5), width: 2, height: 1 };
  const pictures = { ...{ make: () => urls.make(), forget: (url: string) => { urls.forget(url); } }, look: (one: Blob) => Promise.resolve(one.size > 90 ? { width: 4, height: 2, small } : null) }; // prettier-ignore
  const attaching = new AttachingStore(pictures, () => uuid((n += 1)));
  const picked = Array.from({ length: 12 }, (_, place) => new File([new Uint8Array(place === 0 ? 100 : 10)], `${place}.png`));
  await attaching.add('umum', [...picked, new File([], 'kosong')]);
  expect([attaching.in('umum').files.length, attaching.in('umum').trouble, attaching.ready('umum'), urls.open.size]).toEqual([
    10,
    'too_many',
    true,
    1,
  ]);
  attaching.remove('umum', uuid(2));
  attaching.original('umum', false);
  const taken = attaching.take('umum');
  expect(taken.map((one) => one.card).slice(0, 2)).toMatchObject([
    { name: '0.jpg', size: 5, width: 2, height: 1 },
    { name: '2.png', size: 10 },
  ]);
  expect([attaching.in('umum').files, urls.open.size]).toEqual([[], 0]);
});

test('what is too large stays behind and holds up nothing else', async () => {
  let n = 0;
  const pictures = { make: () => urls.make(), forget: () => undefined, look: () => Promise.resolve(null) };
  const attaching = new AttachingStore(pictures, () => uuid((n += 1)));
  const huge = new File([new Uint8Array(FILE_MAX_BYTES + 1)], 'film.mp4');
  await attaching.add('umum', [huge, new File([new Uint8Array(10)], 'laporan.pdf')]);
  expect([attaching.ready('umum'), attaching.going('umum')]).toEqual([true, 1]);
  expect(attaching.take('umum').map((one) => one.card.name)).toEqual(['laporan.pdf']);
  expect(attaching.in('umum').files.map((one) => one.name)).toEqual(['film.mp4']);
  expect([attaching.ready('umum'), attaching.going('umum')]).toEqual([true, 0]);
});

test('a picture that is looked at: the small one at once, the whole one when it comes; closed by the way back', async () => {
  let back: () => void = () => undefined;
  const viewing = new ViewingStore(hub, urls, { open: (then) => { back = then; }, close: () => undefined }); // prettier-ignore
  hub.network = false;
  viewing.open(card(11, 20), '/thumb', null);
  await settled();
  expect(viewing.now).toMatchObject({ small: '/thumb', url: null, failed: 'unreachable' });
  hub.network = true;
  await viewing.load();
  expect(viewing.now).toMatchObject({ url: 'blob:1', failed: null });
  back();
  expect([viewing.now, urls.open.size]).toEqual([null, 0]);
});
