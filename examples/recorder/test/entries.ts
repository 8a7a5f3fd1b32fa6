import type { RowEntry } from '../src/rows/rowEntry.ts';

const FATIHAH = [
  'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ',
  'الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ',
  'الرَّحْمَٰنِ الرَّحِيمِ',
  'مَالِكِ يَوْمِ الدِّينِ',
  'إِيَّاكَ نَعْبُدُ وَإِيَّاكَ نَسْتَعِينُ',
  'اهْدِنَا الصِّرَاطَ الْمُسْتَقِيمَ',
  'صِرَاطَ الَّذِينَ أَنْعَمْتَ عَلَيْهِمْ غَيْرِ الْمَغْضُوبِ عَلَيْهِمْ وَلَا الضَّالِّينَ',
];

export const COMMITTED = {
  kind: 'committed',
  commit: '4f2a91c07be35d8816a0c94e7d21f35b6a80e9d2',
  path: 'data/recitation/2026-11-21/0193f0a0-2b1c-7e44-9d10-5a6be07c41f3.parquet',
} as const;
export const FAILED = {
  kind: 'failed',
  reason: 'The relay refused the row: its table is not known there.',
} as const;

/** The recording of every entry whose sound the device still holds. */
export const HELD = 'held';
export const HELD_S = 6.4;

/** Rows of the list, newest first. */
export function entries(count: number, stateOf: (index: number) => RowEntry['state']): readonly RowEntry[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const state = stateOf(index);
    const isHeld = state.kind === 'stored' || state.kind === 'failed';
    return {
      rowId: `0193f0a0-2b1c-7e44-9d10-${String(count - index).padStart(12, '0')}`,
      verseRef: `1:${((count - index - 1) % 7) + 1}`,
      canonicalText: FATIHAH[(count - index - 1) % 7] ?? '',
      durationS: isHeld ? HELD_S : 4 + ((index * 37) % 90) / 10,
      savedAt: now - index * 137_000 - 20_000,
      state,
      clip: { recordingId: isHeld ? HELD : 'gone', index: 0 },
    };
  });
}
