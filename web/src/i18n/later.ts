/**
 * The Indonesian texts of screens that few open: they come with whatever imports this (texts-plugin.ts).
 *
 * English is fetched whole by those who read it.
 */
import { complete, type Key } from './text.svelte';

/** Put in by the build; empty where nothing was parted. */
declare const __POSKO_LATER__: Partial<Readonly<Record<Key, string>>>;

complete(__POSKO_LATER__);
