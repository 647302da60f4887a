/** The icon of each channel; its word stands beside it. */
import BellRing from '@lucide/svelte/icons/bell-ring';
import MessageSquare from '@lucide/svelte/icons/message-square-text';
import Phone from '@lucide/svelte/icons/phone';
import Siren from '@lucide/svelte/icons/siren';
import type { ReachChannel } from '../lib/reach-steps';

export const GLYPHS = { push: BellRing, ntfy: Siren, phone: Phone, message: MessageSquare } satisfies Record<ReachChannel, typeof BellRing>;
