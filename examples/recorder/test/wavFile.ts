/** A WAV file of samples from -1 to 1: 16 kHz, mono, 16 bit. */
export function wavFile(samples: Float32Array): Blob {
  const pcm = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
  const header = new DataView(new ArrayBuffer(44));
  const words: readonly [offset: number, value: number][] = [
    [0, 0x46464952],
    [4, 36 + pcm.byteLength],
    [8, 0x45564157],
    [12, 0x20746d66],
    [16, 16],
    [20, 0x00010001],
    [24, 16_000],
    [28, 32_000],
    [32, 0x00100002],
    [36, 0x61746164],
    [40, pcm.byteLength],
  ];
  for (const [offset, value] of words) header.setUint32(offset, value, true);
  return new Blob([header, pcm], { type: 'audio/wav' });
}
