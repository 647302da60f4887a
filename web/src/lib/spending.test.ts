import { expect, test } from 'vitest';
import type { Json } from './ports';
import { perHour, spent } from './spending';

const counts = (...entries: Json[]): ReadonlyMap<string, Json> => new Map(entries.map((one, n) => [`${n}`, one]));
const STREAMS: Json[] = [
  { type: 'inbound-rtp', bytesReceived: 8_000, headerBytesReceived: 1_200, packetsReceived: 100 },
  { type: 'outbound-rtp', bytesSent: 80, headerBytesSent: 200, packetsSent: 10 },
];

test('the headers no browser counts are in it', () => {
  expect(spent(counts(...STREAMS))).toBe(8_000 + 1_200 + 80 + 200 + 110 * 38);
});

test('where the whole connection is counted, that is what counts', () => {
  const transport = { type: 'transport', bytesSent: 500, bytesReceived: 10_500, packetsSent: 12, packetsReceived: 101 };
  expect(spent(counts(...STREAMS, transport))).toBe(11_000 + 113 * 28);
  expect(spent(counts(...STREAMS, { type: 'transport', bytesSent: 500 }))).toBe(13_660); // Counted only in part.
  expect(spent(counts({ type: 'codec' }))).toBe(0);
});

test('an hour at this pace, once there was time to see it', () => {
  const at = (bytes: number, at_ms: number): { bytes: number; at_ms: number } => ({ bytes, at_ms });
  expect(perHour(at(0, 0), at(60_000, 10_000))).toBe(21_600_000);
  expect(perHour(at(0, 0), at(60_000, 4_000))).toBeNull();
  expect(perHour(null, at(60_000, 4_000))).toBeNull();
});
