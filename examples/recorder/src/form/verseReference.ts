/** Verses of each surah, 6,236 in all (the Kufan count, which printed copies follow). */
const VERSE_COUNTS = [
  7, 286, 200, 176, 120, 165, 206, 75, 129, 109, 123, 111, 43, 52, 99, 128, 111, 110, 98, 135, 112, 78, 118,
  64, 77, 227, 93, 88, 69, 60, 34, 30, 73, 54, 45, 83, 182, 88, 75, 85, 54, 53, 89, 59, 37, 35, 38, 29, 18,
  45, 60, 49, 62, 55, 78, 96, 29, 22, 24, 13, 14, 11, 11, 18, 12, 12, 30, 52, 52, 44, 28, 28, 20, 56, 40, 31,
  50, 40, 46, 42, 29, 19, 36, 25, 22, 17, 19, 26, 30, 20, 15, 21, 11, 8, 8, 19, 5, 8, 8, 11, 11, 8, 3, 9, 5,
  4, 7, 3, 6, 3, 5, 4, 5, 6,
];

export type VerseReference =
  | { readonly kind: 'valid'; readonly surah: number; readonly ayah: number; readonly text: string }
  | { readonly kind: 'invalid'; readonly advice: string };

/** Reads `surah:ayah`, in western or Arabic digits, and says what is wrong with it. */
export function parseVerseReference(input: string): VerseReference {
  const match = /^(\d{1,3})\s*:\s*(\d{1,3})$/.exec(westernDigits(input.trim()));
  if (!match) return { kind: 'invalid', advice: 'Write surah and verse as two numbers: 2:255' };
  const surah = Number(match[1]);
  const ayah = Number(match[2]);
  const verseCount = VERSE_COUNTS[surah - 1];
  if (verseCount === undefined) return { kind: 'invalid', advice: 'Surahs go from 1 to 114' };
  if (ayah < 1 || ayah > verseCount) {
    return { kind: 'invalid', advice: `Surah ${surah} has the verses 1 to ${verseCount}` };
  }
  return { kind: 'valid', surah, ayah, text: `${surah}:${ayah}` };
}

/** Arabic-Indic and Persian digits as western ones. */
function westernDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0x0f));
}
