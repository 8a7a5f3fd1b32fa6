/** Frames of 30 ms, as voice detectors have them. */
const FRAME_S = 0.03;
/** Louder than this, 40 dB below full scale, a frame may be speech. */
const LOUD_RMS = 0.01;
/** So much of a chunk has to be loud. */
const LOUD_SHARE = 0.1;

/**
 * Whether somebody may speak in a stretch of sound: a tenth of it is louder than a quiet room. Put a real voice detector in this place; what
 * comes of it stands in the column `has_speech`.
 */
export function hasSpeech(samples: Float32Array, sampleRate: number): boolean {
  const frameLength = Math.round(sampleRate * FRAME_S);
  let [loudCount, frameCount] = [0, 0];
  for (let at = 0; at + frameLength <= samples.length; at += frameLength) {
    frameCount++;
    if (rmsOf(samples.subarray(at, at + frameLength)) > LOUD_RMS) loudCount++;
  }
  return frameCount > 0 && loudCount / frameCount >= LOUD_SHARE;
}

function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
