/** What a voice costs in data: from the browser's counts to bytes as a network bills them, both ways. */
import type { Counts, Json } from './ports';

/** IPv4 and UDP, which no browser counts; and the tag of SRTP, which some do not. */
const UDP_BYTES = 28;
const TAG_BYTES = 10;
/** A shorter look says little: silence is sent every 400 ms. */
const LOOK_MS = 5_000;
const HOUR_MS = 3_600_000;

export interface Sample {
  readonly bytes: number;
  readonly at_ms: number;
}

/** All that came and went by this connection. STUN, a third of a megabyte an hour, is in no browser's count. */
export function spent(counts: Counts): number {
  const entries = [...counts.values()];
  const whole = entries.filter((one) => one.type === 'transport' && 'packetsReceived' in one);
  if (whole.length > 0) return sum(whole, ['bytesSent', 'bytesReceived'], ['packetsSent', 'packetsReceived'], UDP_BYTES);
  const streams = entries.filter((one) => one.type === 'inbound-rtp' || one.type === 'outbound-rtp');
  const bytes = ['bytesSent', 'bytesReceived', 'headerBytesSent', 'headerBytesReceived'];
  return sum(streams, bytes, ['packetsSent', 'packetsReceived'], UDP_BYTES + TAG_BYTES);
}

/** Bytes an hour at the pace between two samples; null while that is too short to say. */
export function perHour(from: Sample | null, now: Sample | null): number | null {
  if (!from || !now || now.at_ms - from.at_ms < LOOK_MS) return null;
  return ((now.bytes - from.bytes) * HOUR_MS) / (now.at_ms - from.at_ms);
}

function sum(entries: readonly Json[], bytes: readonly string[], packets: readonly string[], each: number): number {
  const all = (names: readonly string[]): number =>
    entries.reduce((total, one) => total + names.reduce((some, name) => some + number(one[name]), 0), 0);
  return all(bytes) + all(packets) * each;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
