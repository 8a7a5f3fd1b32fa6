import { expect, it } from 'vitest';
import { trackKey } from './trackKey.ts';

it.each([
  [{ artist: 'The Beatles', title: 'Hey Jude' }, 'the beatles - hey jude'],
  [{ artist: '  The\tBeatles ', title: 'Hey\u00A0 Jude\n' }, 'the beatles - hey jude'],
  [{ artist: 'Ｂｅａｔｌｅｓ', title: 'ﬁre' }, 'beatles - fire'],
  [{ artist: 'Guns N’ Roses', title: '“Don’t Cry”' }, 'guns n\' roses - "don\'t cry"'],
  [{ artist: 'Jay‐Z', title: '99 — Problems' }, 'jay-z - 99 - problems'],
  [{ artist: 'Be\u0301la', title: 'B\u00E9la' }, 'b\u00E9la - b\u00E9la'],
  [{ artist: 'A\u200Bb', title: '\u200Fc\uFEFF' }, 'ab - c'],
  [{ artist: 'مشاري العفاسي', title: 'سورة  البقرة' }, 'مشاري العفاسي - سورة البقرة'],
  [{ artist: 'گروه', title: 'می\u200Cخواهم' }, 'گروه - می\u200Cخواهم'],
  [{ artist: '', title: 'Alone' }, 'alone'],
  [{ artist: 'Nobody' }, 'nobody'],
  [{ artist: null, title: undefined }, ''],
  [{ artist: 'İstanbul', title: '😀 Smile' }, 'i̇stanbul - 😀 smile'],
] as const)('[PL1] {003.04} the key of %o is %o', (track, key) => {
  expect(trackKey(track)).toBe(key);
  expect(trackKey({ title: trackKey(track) }), 'normalised again it stays').toBe(key);
});
