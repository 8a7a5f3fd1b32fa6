/**
 * Thrown by a function of `parqueue process`: this audio cannot be processed. It is not tried again until `--retry-errors` asks for it.
 *
 * @example
 * ```ts
 * import { Permanent } from '@parqueue/cli';
 *
 * export default async (item: { audio(): Promise<Blob> }) => {
 *   const audio = await item.audio();
 *   if (audio.size < 100) throw new Permanent('too short to hold a word');
 *   return { data: { text: 'بسم الله' } };
 * };
 * ```
 */
export class Permanent extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Permanent';
  }
}

/** It may work later; not before that time, where the processor says one. */
export class TryLater extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(name: string, message: string, retryAfterMs?: number) {
    super(message);
    this.name = name;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Nothing of the run can work: a wrong address or token. Says nothing about the audio. */
export class Halt extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Halt';
  }
}

/** A function may bring a class of its own of this name. */
export const isPermanent = (error: unknown): boolean => error instanceof Error && error.name === 'Permanent';
