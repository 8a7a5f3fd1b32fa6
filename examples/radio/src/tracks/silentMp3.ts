/** MPEG 1, layer III, without a checksum; 32 kbit/s, 44.1 kHz, mono. */
const HEADER = [0xff, 0xfb, 0x10, 0xc4] as const;
/** 144 × 32,000 / 44,100, cut. */
const FRAME_BYTES = 104;
const FRAME_S = 1152 / 44_100;

/** Silence as MP3: frames whose every value is zero. It is as long as asked for, or a frame of 26 ms longer. */
export function silentMp3(durationS: number): Uint8Array<ArrayBuffer> {
  const count = Math.ceil(durationS / FRAME_S);
  const bytes = new Uint8Array(count * FRAME_BYTES);
  for (let i = 0; i < count; i++) bytes.set(HEADER, i * FRAME_BYTES);
  return bytes;
}
