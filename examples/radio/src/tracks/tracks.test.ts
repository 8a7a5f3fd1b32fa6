import { expect, it } from 'vitest';
import { outlineOf, PIECE_RATE, renderPiece, wavFile } from './renderPiece.ts';
import { silentMp3 } from './silentMp3.ts';

const PIECE = { rootHz: 220, durationS: 2, tones: [{ atS: 0, step: 12, ringS: 1 }] };

it('a piece is as long as it is written, sounds at its pitch, and is never too loud', () => {
  const samples = renderPiece(PIECE);
  expect(samples).toHaveLength(2 * PIECE_RATE);
  expect(Math.max(...samples.map(Math.abs))).toBeCloseTo(0.7, 5);
  const rises = [...samples.subarray(0, PIECE_RATE)].filter(
    (sample, i, all) => sample >= 0 && (all[i - 1] ?? 0) < 0,
  ).length;
  expect(rises).toBeGreaterThan(435);
  expect(rises).toBeLessThan(445);
  expect(Math.max(...samples.subarray(PIECE_RATE).map(Math.abs))).toBe(0);
});

it('a piece without tones is silence', () => {
  expect(renderPiece({ ...PIECE, tones: [] }).every((sample) => sample === 0)).toBe(true);
});

it('an outline has the loudest sample of each part', () => {
  expect(outlineOf(Float32Array.of(0.25, -0.5, 0, 0.125, -1, 0.5), 3)).toEqual([0.5, 0.125, 1]);
});

it('a WAV file says what it holds', async () => {
  const view = new DataView(await wavFile(Float32Array.of(1, -1, 0, 2), 22_050).arrayBuffer());
  expect(view.byteLength).toBe(52);
  expect([view.getUint32(24, true), view.getUint32(40, true)]).toEqual([22_050, 8]);
  expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([32_767, -32_767, 0, 32_767]);
});

it('silence is whole frames of MP3, each with its header', () => {
  const bytes = silentMp3(1);
  expect(bytes.length).toBe(39 * 104);
  for (let at = 0; at < bytes.length; at += 104)
    expect([...bytes.subarray(at, at + 5)]).toEqual([0xff, 0xfb, 0x10, 0xc4, 0]);
});
