import type { Stack } from '../../../scripts/startStack.ts';
import type { Random } from '../../support/seeded.ts';
import type { BrowserTab } from '../engine/browserEngine.ts';
import type { RelayWay } from '../network/relayWay.ts';

/** A tab that works, with its key. */
export interface FieldTab {
  readonly key: string;
  /** Whether it was told to record. */
  readonly isRecording: boolean;
  readonly browserTab: BrowserTab;
}

/** What a fault may break. */
export interface Field {
  readonly stack: Stack;
  readonly way: RelayWay;
  /** Where a tab may go that leaves the page. */
  readonly awayUrl: string;
  /** The tabs that work now, in the order they were opened. */
  tabs(): readonly FieldTab[];
  /** Says that this tab stands still from now on: what it would record is lost if it never moves again. */
  halt(tab: FieldTab): void;
  /** Says that it moves again. */
  move(tab: FieldTab): void;
  /** Says that from now on nothing more of what this tab records is kept. */
  cut(tab: FieldTab): void;
  /** Says that this tab is no more; what it recorded is cut. */
  lose(tab: FieldTab): void;
  /**
   * Kills the browser, and opens it again on the same profile with one working tab, once in a round.
   *
   * @param options.tornBytes size of the write to the database in whose middle the kill came
   */
  killBrowser(options?: { readonly tornBytes?: number }): Promise<void>;
}

/** Makes good again what a fault broke. */
export type Heal = () => Promise<void>;

/** One kind of fault. Whatever it draws, it draws before it first waits, so that a round can be repeated. */
export interface Nemesis {
  /** As the tables name it. */
  readonly kind: string;
  strike(field: Field, random: Random): Promise<Heal>;
}

/** Nothing has to be made good. */
export const NOTHING_TO_HEAL: Heal = async () => undefined;
