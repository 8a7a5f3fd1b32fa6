import type { FakeLogger } from './fakeLogger.ts';
import type { FakePageOptions } from './fakePage.ts';

/** A state of the page: what the logger is to say, what the browser is like, and the hands that lead to it. */
export interface PageState extends FakePageOptions {
  play?(stage: Stage): Promise<void> | void;
}

export interface Stage {
  readonly fake: Pick<FakeLogger, 'hear' | 'emit' | 'interrupt'>;
  /** Real speech, at 16 kHz. */
  readonly speech: Float32Array;
  /** Presses the button of this name. */
  press(name: string): Promise<void>;
  /** Writes into the field of this id. */
  write(id: string, text: string): void;
  /** Puts the page's clock forward. */
  later(byMs: number): void;
}

export type PageStates = Readonly<Record<string, PageState>>;
