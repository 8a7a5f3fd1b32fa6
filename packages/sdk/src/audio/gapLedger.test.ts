import { describe, expect, it } from 'vitest';
import { createGapLedger } from './gapLedger.ts';

describe('gap ledger', () => {
  it('knows of no gaps at first', () => {
    expect(createGapLedger(48_000, 16_000).countBetween(0, 1e9)).toEqual({ gapInputFrames: 0, gapFrames: 0 });
  });

  it.each([8_000, 44_100, 48_000])('counts every frame of a gap in exactly one clip (%i Hz)', (inputRate) => {
    const ledger = createGapLedger(inputRate, 16_000);
    ledger.add({ fromInputFrame: 1_001, toInputFrame: 77_777 });
    ledger.add({ fromInputFrame: 100_003, toInputFrame: 100_004 });
    const whole = ledger.countBetween(0, 1_000_000);
    expect(whole.gapInputFrames).toBe(76_776 + 1);
    for (const clipFrames of [1, 160, 12_345]) {
      const sum = { gapInputFrames: 0, gapFrames: 0 };
      for (let from = 0; from < 250_000; from += clipFrames) {
        const part = ledger.countBetween(from, from + clipFrames);
        sum.gapInputFrames += part.gapInputFrames;
        sum.gapFrames += part.gapFrames;
      }
      expect(sum).toEqual(whole);
    }
  });

  it('stays exact far into a recording', () => {
    const ledger = createGapLedger(44_100, 16_000);
    const dayInputFrames = 86_400 * 44_100;
    ledger.add({ fromInputFrame: dayInputFrames, toInputFrame: dayInputFrames + 441 });
    const dayFrames = 86_400 * 16_000;
    expect(ledger.countBetween(dayFrames, dayFrames + 160)).toEqual({ gapInputFrames: 441, gapFrames: 160 });
    expect(ledger.countBetween(0, dayFrames)).toEqual({ gapInputFrames: 0, gapFrames: 0 });
  });
});
