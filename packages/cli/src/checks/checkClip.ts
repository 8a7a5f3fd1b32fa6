import { createHash } from 'node:crypto';
import { decodeFlac } from '../flac/decodeFlac.ts';
import type { Finding } from './finding.ts';

/** What the row of a recording says of it. */
export interface ClipClaims {
  /** `<first 16 digits of the SHA-256 of the samples>:<time>`. */
  readonly audioId: string | undefined;
  readonly durationS: number | undefined;
}

/** Longer differences from the row than that are told, in seconds. */
const TOLERANCE_S = 0.05;

/** Whether a recording is whole, is what it says it is, and is what its row says of it. */
export function checkClip(where: string, bytes: Uint8Array, { audioId, durationS }: ClipClaims): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], rule: string, said: string): void => {
    findings.push({ level, rule, where, said });
  };
  let decoded: ReturnType<typeof decodeFlac>;
  try {
    decoded = decodeFlac(bytes);
  } catch (error) {
    add('error', 'flac', (error as Error).message);
    return findings;
  }
  const { head, samples } = decoded;
  if (head.sampleRate !== 16_000)
    add('warning', 'rate', `has ${head.sampleRate} samples a second, not 16,000`);
  if (head.sampleCount !== 0 && head.sampleCount !== samples.length)
    add('error', 'length', `says ${head.sampleCount} samples and has ${samples.length}`);
  const secondsOff = Math.abs(
    samples.length / head.sampleRate - (durationS ?? samples.length / head.sampleRate),
  );
  if (secondsOff > TOLERANCE_S)
    add(
      'error',
      'duration',
      `is ${(samples.length / head.sampleRate).toFixed(2)} s long; its row says ${durationS}`,
    );
  if (head.bitsPerSample !== 16) return findings;
  const pcm = Buffer.from(Int16Array.from(samples).buffer);
  if (head.md5 !== undefined && createHash('md5').update(pcm).digest('hex') !== head.md5)
    add('error', 'md5', 'has other samples than were encoded (MD5 of its head)');
  const digest = createHash('sha256').update(pcm).digest('hex').slice(0, 16);
  const claimed = /^([0-9a-f]{16})[:-]/.exec(audioId ?? '')?.[1];
  if (claimed !== undefined && claimed !== digest)
    add('error', 'audio-id', `has samples of the SHA-256 ${digest}…; its audio_id says ${claimed}`);
  return findings;
}
