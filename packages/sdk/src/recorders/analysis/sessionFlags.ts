import type { RunSettings } from './alignmentInput.ts';

/** What a person did with an upload so far. Flags only ever become true; one that is not known is left out. */
export interface SessionFlags {
  /** Takes note of the settings of one more run, and gives the flags as they are then. */
  after(settings: RunSettings): { readonly resegmented?: boolean; readonly retranscribed?: boolean };
}

/** Follows the settings of the runs of one upload; `undefined` where those before are not known. */
export function createSessionFlags(before: readonly RunSettings[] | undefined): SessionFlags {
  let last: RunSettings | undefined;
  const atFirst = before === undefined ? undefined : false;
  let resegmented: boolean | undefined = atFirst;
  let retranscribed: boolean | undefined = atFirst;

  function note(settings: RunSettings): void {
    const { minSilenceMs, minSpeechMs, padMs, asrModel } = settings;
    if (last !== undefined) {
      const isSplitAnew =
        minSilenceMs !== last.minSilenceMs || minSpeechMs !== last.minSpeechMs || padMs !== last.padMs;
      if (isSplitAnew) resegmented = true;
      if (asrModel !== last.asrModel) retranscribed = true;
    }
    last = settings;
  }

  before?.forEach(note);
  return {
    after(settings) {
      note(settings);
      return {
        ...(resegmented !== undefined && { resegmented }),
        ...(retranscribed !== undefined && { retranscribed }),
      };
    },
  };
}
