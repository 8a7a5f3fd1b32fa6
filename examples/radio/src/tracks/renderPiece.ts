/** A tone of a piece. */
export interface Tone {
  /** When it is struck, in seconds from the start. */
  readonly atS: number;
  /** Steps above the root: semitones, quarter tones as halves. */
  readonly step: number;
  /** How long it rings, in seconds. Default 2. */
  readonly ringS?: number;
}

/** A piece as it is written down. */
export interface Piece {
  /** Frequency of step 0, in hertz. */
  readonly rootHz: number;
  readonly durationS: number;
  readonly tones: readonly Tone[];
}

export const PIECE_RATE = 22_050;

/** Overtones of a struck string, by their strength; high ones fade sooner. */
const OVERTONES = [1, 0.45, 0.22, 0.1] as const;
const ATTACK_S = 0.012;
const PEAK = 0.7;

/** The samples of a piece, from -1 to 1, at 22,050 Hz. The same piece gives the same samples. */
export function renderPiece({ rootHz, durationS, tones }: Piece): Float32Array {
  const samples = new Float32Array(Math.round(durationS * PIECE_RATE));
  for (const tone of tones) strike(samples, tone, rootHz);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return loudest === 0 ? samples : samples.map((sample) => (sample / loudest) * PEAK);
}

function strike(samples: Float32Array, { atS, step, ringS = 2 }: Tone, rootHz: number): void {
  const hz = rootHz * 2 ** (step / 12);
  const from = Math.round(atS * PIECE_RATE);
  const until = Math.min(samples.length, from + Math.round(ringS * PIECE_RATE));
  for (let i = from; i < until; i++) {
    const s = (i - from) / PIECE_RATE;
    const fade = Math.min(1, s / ATTACK_S) * Math.min(1, (until - i) / (ATTACK_S * PIECE_RATE));
    let sum = 0;
    for (const [n, strength] of OVERTONES.entries())
      sum += strength * Math.exp((-3 * (1 + n / 2) * s) / ringS) * Math.sin(2 * Math.PI * hz * (n + 1) * s);
    samples[i] = (samples[i] as number) + sum * fade;
  }
}

/** The loudest sample in each of so many parts, from 0 to 1. */
export function outlineOf(samples: Float32Array, count: number): readonly number[] {
  const size = samples.length / count;
  return Array.from({ length: count }, (_, i) => {
    let most = 0;
    for (let at = Math.floor(i * size); at < Math.floor((i + 1) * size); at++)
      most = Math.max(most, Math.abs(samples[at] as number));
    return most;
  });
}

/** The samples as a WAV file of 16 bits, mono. */
export function wavFile(samples: Float32Array, sampleRate: number): Blob {
  const header = new DataView(new ArrayBuffer(44));
  const ascii = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) header.setUint8(at + i, text.charCodeAt(i));
  };
  const sizeBytes = samples.length * 2;
  ascii(0, 'RIFF');
  header.setUint32(4, 36 + sizeBytes, true);
  ascii(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  ascii(36, 'data');
  header.setUint32(40, sizeBytes, true);
  const pcm = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
  return new Blob([header, pcm], { type: 'audio/wav' });
}
