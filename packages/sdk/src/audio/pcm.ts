/** Conversions between float samples (-1 to 1) and 16-bit PCM. */

const FULL_SCALE = 32_768;

/**
 * Float samples as 16-bit PCM: `clamp(round(x · 32768))`, without dither, so that 16-bit input comes back as it was.
 * NaN becomes silence: it survives the clamping, and a typed array stores it as 0.
 */
export function toInt16(samples: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const scaled = Math.round((samples[index] as number) * FULL_SCALE);
    pcm[index] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, scaled));
  }
  return pcm;
}

/** 16-bit PCM as float samples; `toInt16` turns them back into the same PCM. */
export function toFloat32(pcm: Int16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(pcm).map((value) => value / FULL_SCALE);
}

/** The average of all channels. One channel is given back as it is. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (first === undefined) return new Float32Array(0);
  if (others.length === 0) return first;
  return first.map((value, frame) => {
    const sum = others.reduce((total, channel) => total + (channel[frame] as number), value);
    return sum / channels.length;
  });
}

/** PCM as little-endian bytes, whatever the machine: what hashes are taken of. On all current machines no copy is made. */
export function littleEndianBytes(pcm: Int16Array): Uint8Array {
  if (machineIsLittleEndian()) return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const bytes = new DataView(new ArrayBuffer(pcm.byteLength));
  pcm.forEach((value, index) => {
    bytes.setInt16(2 * index, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

function machineIsLittleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
