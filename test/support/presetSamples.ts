import type { TableDefinition } from '@parqueue/schema';
import { alignment, recitation } from '@parqueue/schema/presets';

/** Ready tables of Parquet, each with rows as a page gives them; `readSampleClip` knows their audio. */
export const presetSamples: readonly (readonly [TableDefinition, readonly object[]])[] = [
  [
    recitation,
    [
      {
        audio: { recordingId: 'clip-70000', index: 3 },
        timestamp: '2026-02-03T01:50:45',
        verse_ref: '1:1',
        canonical_text: 'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ',
        segments: [{ segment_ref: '1:1', canonical_phonemes: 'b i s m i', detected_phonemes: 'b i s m' }],
        multi_model: false,
        settings: { tolerance: 0.15, iqlab_sound: 'm' },
        vad_timestamps: [[0.1, 2.5]],
      },
      { verse_ref: '1:2' },
    ],
  ],
  [
    alignment,
    [
      {
        audio: { recordingId: 'clip-255' },
        audio_id: 'a3f7b2c91e04d8f2:20260203T141532',
        audio_duration_s: 12.5,
        surah: 2,
        asr_model: 'Large',
        resegmented: true,
        segments: [{ min_silence_ms: 200, asr_model: 'Large', segments: [] }],
      },
    ],
  ],
];
