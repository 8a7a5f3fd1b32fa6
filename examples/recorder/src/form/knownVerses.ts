/** The verses that the page can fill in by itself: the opening surah, enough to try it. */
const KNOWN_VERSES: ReadonlyMap<string, string> = new Map([
  ['1:1', 'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ'],
  ['1:2', 'الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ'],
  ['1:3', 'الرَّحْمَٰنِ الرَّحِيمِ'],
  ['1:4', 'مَالِكِ يَوْمِ الدِّينِ'],
  ['1:5', 'إِيَّاكَ نَعْبُدُ وَإِيَّاكَ نَسْتَعِينُ'],
  ['1:6', 'اهْدِنَا الصِّرَاطَ الْمُسْتَقِيمَ'],
  ['1:7', 'صِرَاطَ الَّذِينَ أَنْعَمْتَ عَلَيْهِمْ غَيْرِ الْمَغْضُوبِ عَلَيْهِمْ وَلَا الضَّالِّينَ'],
]);

/**
 * The text to show after the reference changed: the known verse; else what the person wrote, which is theirs, or
 * nothing where the text was that of another verse.
 */
export function textForVerse(reference: string, currentText: string): string {
  const known = KNOWN_VERSES.get(reference);
  const isFilledIn = currentText === '' || [...KNOWN_VERSES.values()].includes(currentText);
  if (!isFilledIn) return currentText;
  return known ?? '';
}
