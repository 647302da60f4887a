import { expect, test, vi } from 'vitest';
import type { Credential, DoorPort, PasskeyPort } from '../lib/ports';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { Access, PasskeyAsked, SignedIn } from '../lib/wire';
import { AccessStore } from './access-store.svelte';
import { FakeHub } from './fake-ports';
import { NewsStore } from './news-store.svelte';
import { StepStore } from './step-store.svelte';
import { WaysStore } from './ways-store.svelte';

const WHO: SignedIn = { ok: true, city: 'Kota', me: { id: 'bpbd', agency: 'Badan', agency_short: 'BPBD', post: 'Kepala', role: 'head' } };
const ASKED: PasskeyAsked = { ok: true, ceremony: 'ceremony', options: {} };
const ACCESS: Access = {
  ok: true,
  posts: [WHO.me],
  password: false,
  totp: true,
  recovery_left: 8,
  passkeys: [],
  passkeys_here: true,
  proof: 'stale',
  stepped_up_until_ms: 0,
  ends_ms: 0,
};

function passkeys(answer: Credential): PasskeyPort {
  return { offered: true, make: () => Promise.resolve(answer), use: () => Promise.resolve(answer) };
}

function door(replies: Reply<SignedIn>[]): DoorPort & { readonly asked: unknown[][] } {
  const asked: unknown[][] = [];
  const answer = (...ask: unknown[]): Promise<Reply<SignedIn>> => {
    asked.push(ask);
    return Promise.resolve(replies.shift() ?? UNREACHABLE);
  };
  return {
    asked,
    look: answer,
    use: answer,
    me: answer,
    code: answer,
    password: answer,
    passkey: answer,
    askPasskey: () => Promise.resolve(ASKED),
    leave: () => Promise.resolve(UNREACHABLE),
  };
}

function ways(replies: Reply<SignedIn>[], answer: Credential = null) {
  const onin = vi.fn();
  const at = door(replies);
  let nonces = 0;
  return { at, onin, ways: new WaysStore(at, passkeys(answer), () => `nonce ${(nonces += 1)}`, onin) };
}

test('the same digits again carry the same nonce, others another', async () => {
  const { at, onin, ways: store } = ways([UNREACHABLE, { ok: false, code: 'code_wrong' }, WHO]);
  await store.code('111111');
  expect(store.now.no?.code).toBe('unreachable');
  await store.code('111111');
  await store.code('222222');
  expect(at.asked.map(([, nonce]) => nonce)).toEqual(['nonce 1', 'nonce 1', 'nonce 2']);
  expect(onin).toHaveBeenCalledWith(WHO);
});

test('the code of the app is asked for when the hub wants it, and is no failure', async () => {
  const { at, onin, ways: store } = ways([{ ok: false, code: 'totp_needed' }, { ok: false, code: 'totp_wrong' }, WHO]);
  await store.password('admin', 'kata sandi', '');
  expect(store.now).toMatchObject({ totp: true, no: null });
  await store.password('admin', 'kata sandi', '000000');
  expect(store.now).toMatchObject({ totp: true, no: { code: 'totp_wrong' } });
  await store.password('admin', 'kata sandi', '123456');
  expect(at.asked.map(([, , code]) => code)).toEqual([null, '000000', '123456']);
  expect(onin).toHaveBeenCalledOnce();
});

test('a name that cannot be one is as wrong as any other', async () => {
  const { ways: store } = ways([{ ok: false, code: 'bad_request' }]);
  await store.password('???', 'x', '');
  expect(store.now.no?.code).toBe('wrong_credentials');
});

test('a dialog that was closed is nothing to complain about', async () => {
  const { at, onin, ways: store } = ways([WHO]);
  await store.passkey();
  expect(store.now).toMatchObject({ busy: false, no: null });
  expect([at.asked.length, onin.mock.calls.length]).toEqual([0, 0]);
});

test('what wants proving goes on by itself once it is proved', async () => {
  const hub = new FakeHub();
  const step = new StepStore(hub, passkeys(null));
  const access = new AccessStore(hub, passkeys(null), step);
  hub.answers['access:show'] = ACCESS;
  hub.answers['enrol:issue'] = { ok: false, code: 'step_up' };
  const inviting = access.invite('bpbd');
  await vi.waitFor(() => {
    expect(step.now).toMatchObject({ totp: true, passkey: false });
  });
  hub.answers['step:code'] = { ok: false, code: 'totp_wrong' };
  await step.code('000000');
  expect(step.now?.no?.code).toBe('totp_wrong');

  hub.answers['step:code'] = { ok: true, until_ms: 1 };
  hub.answers['enrol:issue'] = { ok: true, id: 'n', link: 'l', qr: { size: 1, d: '' }, link_until_ms: 1, code: '123456', code_until_ms: 1 };
  await step.code('123456');
  await inviting;
  expect(step.now).toBeNull();
  expect(access.now.invited).toMatchObject({ code: '123456', post: 'bpbd', used: null });

  hub.answers['enrol:look'] = { ok: true, used_ms: null };
  await access.lookInvited();
  expect(access.now.invited).toMatchObject({ used: null });
  hub.answers['enrol:look'] = { ok: true, used_ms: 5, browser: 'Chrome', system: 'Linux' };
  await access.lookInvited();
  expect(access.now.invited).toMatchObject({ used: { used_ms: 5, browser: 'Chrome' } });
});

test('what is called off is not done, and said so', async () => {
  const hub = new FakeHub();
  const step = new StepStore(hub, passkeys(null));
  const access = new AccessStore(hub, passkeys(null), step);
  hub.answers['access:show'] = ACCESS;
  hub.answers['totp:disable'] = { ok: false, code: 'step_up' };
  const disabling = access.disableApp();
  await vi.waitFor(() => {
    expect(step.now).not.toBeNull();
  });
  step.cancel();
  await disabling;
  expect(hub.names.filter((name) => name === 'totp:disable')).toHaveLength(1);
  expect(access.now).toMatchObject({ busy: null, no: { at: 'totp', is: { code: 'step_up' } } });
});

test('where there is no second factor the password is asked for', async () => {
  const hub = new FakeHub();
  const step = new StepStore(hub, passkeys(null));
  hub.answers['access:show'] = { ...ACCESS, totp: false, password: true };
  hub.answers['totp:begin'] = { ok: false, code: 'step_up' };
  const again = step.through(() => hub.command('totp:begin', {}));
  await vi.waitFor(() => {
    expect(step.now).toMatchObject({ totp: false, passkey: false, password: true });
  });
  hub.answers['step:password'] = { ok: true, until_ms: 1 };
  hub.answers['totp:begin'] = { ok: true, secret: 's', uri: 'u', qr: { size: 1, d: '' } };
  await step.password('kata sandi');
  expect((await again).ok).toBe(true);
});

test('a way in that another device added is told of until its user says whose it is', async () => {
  const hub = new FakeHub();
  const news = new NewsStore(hub);
  const way = { kind: 'password', id: '', browser: 'Chrome', system: 'Android', added_ms: 1 } as const;
  hub.answers['way:news'] = { ok: true, ways: [way], clock_ok: false };
  await news.greeted();
  expect([news.way, news.clock_ok]).toEqual([way, false]);
  hub.answers['way:disown'] = { ok: true };
  hub.answers['way:news'] = { ok: true, ways: [], clock_ok: true };
  await news.notMine(way);
  expect(hub.said).toContainEqual(['way:disown', { kind: 'password', id: '' }]);
  expect([news.way, news.clock_ok]).toEqual([null, true]);
});
