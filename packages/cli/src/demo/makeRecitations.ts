import { isoSeconds } from '@parqueue/schema';
import { recitation, recitationError } from '@parqueue/schema/presets';
import { type DemoRevision, type DemoScene, type DemoTable, timesOf } from './demoData.ts';
import { synthesizeSpeech } from './synthesizeSpeech.ts';

/** The first surah, by its verses. */
export const VERSES = [
  { ref: '1:1', text: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ', words: 4, phonemes: 'b i s m i l l a: h i' },
  { ref: '1:2', text: 'ٱلْحَمْدُ لِلَّهِ رَبِّ ٱلْعَـٰلَمِينَ', words: 4, phonemes: 'a l ħ a m d u l i l l a: h' },
  { ref: '1:3', text: 'ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ', words: 2, phonemes: 'a r r a ħ m a: n i' },
  { ref: '1:4', text: 'مَـٰلِكِ يَوْمِ ٱلدِّينِ', words: 3, phonemes: 'm a: l i k i j a w m' },
  { ref: '1:5', text: 'إِيَّاكَ نَعْبُدُ وَإِيَّاكَ نَسْتَعِينُ', words: 4, phonemes: 'i j j a: k a n a ʕ b u d u' },
] as const;

const SETTINGS = {
  tolerance: 0.15,
  iqlab_sound: 'm',
  ghunnah_length: 2,
  jaiz_length: 4,
  wajib_length: 4,
  arid_length: 2,
  leen_length: 2,
};

/** Recitations and what went wrong with some; one in six has its recording. */
export function makeRecitations(scene: DemoScene): DemoTable[] {
  const { random, users } = scene;
  const rows: DemoRevision[] = [];
  const errors: DemoRevision[] = [];
  for (const at of timesOf(scene, 6)) {
    const verse = random.pick(VERSES);
    const common = { timestamp: isoSeconds(at), user_id: random.pick(users), verse_ref: verse.ref };
    if (random.happens(0.05)) {
      const message = random.pick(['Audio loading failed', 'Model returned no segments']);
      errors.push({ writtenAt: at, row: { ...common, error_message: message } });
      continue;
    }
    const durationS = Math.round(random.normal(4, 0.8) * 100) / 100;
    const isRecorded = random.happens(0.17);
    const detected = random.happens(0.3) ? verse.phonemes.replace('a:', 'a') : verse.phonemes;
    rows.push({
      writtenAt: at,
      row: {
        audio: isRecorded ? audioOf(scene, durationS, `recitation-${random.hex(8)}`) : null,
        ...common,
        canonical_text: verse.text,
        segments: [
          { segment_ref: verse.ref, canonical_phonemes: verse.phonemes, detected_phonemes: detected },
        ],
        multi_model: random.happens(0.2),
        settings: SETTINGS,
        vad_timestamps: [[0.2, Math.round((durationS - 0.3) * 100) / 100]],
      },
    });
  }
  return [
    { table: recitation, revisions: rows },
    { table: recitationError, revisions: errors },
  ];
}

function audioOf({ random }: DemoScene, durationS: number, name: string) {
  const { bytes, path } = synthesizeSpeech(random, durationS, name);
  return { bytes, path };
}
