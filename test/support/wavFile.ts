/** Writes a WAV file of 16-bit PCM, for tests and fake microphones. Channels are interleaved in `pcm`. */
export function wavFile(pcm: Int16Array, sampleRate: number, channelCount = 1): Uint8Array<ArrayBuffer> {
  return wavOf(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), {
    encoding: 1,
    bitsPerSample: 16,
    sampleRate,
    channelCount,
  });
}

export interface WavShape {
  readonly encoding: number;
  readonly bitsPerSample: number;
  readonly sampleRate: number;
  readonly channelCount: number;
}

/** Any samples, already as little-endian bytes. */
export function wavOf(data: Uint8Array, shape: WavShape): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(44 + data.length);
  const view = new DataView(file.buffer);
  const frameBytes = (shape.channelCount * shape.bitsPerSample) / 8;
  const text = (at: number, value: string) => file.set(new TextEncoder().encode(value), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, shape.encoding, true);
  view.setUint16(22, shape.channelCount, true);
  view.setUint32(24, shape.sampleRate, true);
  view.setUint32(28, shape.sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, shape.bitsPerSample, true);
  text(36, 'data');
  view.setUint32(40, data.length, true);
  file.set(data, 44);
  return file;
}
