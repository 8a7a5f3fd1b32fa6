/** A surah whose words the stand-in knows: ayah by ayah. */
export interface KnownSurah {
  readonly surah: number;
  readonly name: string;
  readonly ayahs: readonly string[];
}

export const KNOWN_SURAHS: readonly KnownSurah[] = [
  {
    surah: 1,
    name: 'Al-Fatiha',
    ayahs: [
      'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ',
      'الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ',
      'الرَّحْمَٰنِ الرَّحِيمِ',
      'مَالِكِ يَوْمِ الدِّينِ',
      'إِيَّاكَ نَعْبُدُ وَإِيَّاكَ نَسْتَعِينُ',
      'اهْدِنَا الصِّرَاطَ الْمُسْتَقِيمَ',
      'صِرَاطَ الَّذِينَ أَنْعَمْتَ عَلَيْهِمْ غَيْرِ الْمَغْضُوبِ عَلَيْهِمْ وَلَا الضَّالِّينَ',
    ],
  },
  {
    surah: 112,
    name: 'Al-Ikhlas',
    ayahs: ['قُلْ هُوَ اللَّهُ أَحَدٌ', 'اللَّهُ الصَّمَدُ', 'لَمْ يَلِدْ وَلَمْ يُولَدْ', 'وَلَمْ يَكُن لَّهُ كُفُوًا أَحَدٌ'],
  },
];

/** A word, with where it stands. */
export interface PlacedWord {
  readonly word: string;
  readonly ayah: number;
  /** From 1, in its ayah. */
  readonly place: number;
}

/** The words of a surah, in order. */
export const wordsOf = ({ ayahs }: KnownSurah): PlacedWord[] =>
  ayahs.flatMap((text, i) => text.split(' ').map((word, at) => ({ word, ayah: i + 1, place: at + 1 })));
