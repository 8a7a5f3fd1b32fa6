import { AYAH_COUNTS } from '@parqueue/sdk/analysis';

export type VerseReference =
  | { readonly kind: 'valid'; readonly surah: number; readonly ayah: number; readonly text: string }
  | { readonly kind: 'invalid'; readonly advice: string };

/** Reads `surah:ayah`, in western or Arabic digits, and says what is wrong with it. */
export function parseVerseReference(input: string): VerseReference {
  const match = /^(\d{1,3})\s*:\s*(\d{1,3})$/.exec(westernDigits(input.trim()));
  if (!match) return { kind: 'invalid', advice: 'Write surah and verse as two numbers: 2:255' };
  const surah = Number(match[1]);
  const ayah = Number(match[2]);
  const verseCount = AYAH_COUNTS[surah - 1];
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
