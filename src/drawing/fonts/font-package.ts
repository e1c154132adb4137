import type { MissingGlyphs } from '../protocol.js';

/** Debian packages by script; the last one has nearly every other script that Unicode knows. */
const PACKAGES: readonly (readonly [RegExp, string])[] = [
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u,
    'fonts-noto-cjk',
  ],
  [/\p{Emoji_Presentation}/u, 'fonts-noto-color-emoji'],
  [/[\u0020-\u024f\u0370-\u052f]/, 'fonts-liberation'],
  [/[\u2000-\u2bff\u0590-\u06ff]/, 'fonts-dejavu-core'],
];

/** Groups characters that no font has by the package that would bring them. */
export function nameFontPackages(missing: readonly number[]): MissingGlyphs[] {
  const groups = new Map<string, string[]>();
  for (const codePoint of missing) {
    const character = String.fromCodePoint(codePoint);
    const name = PACKAGES.find(([script]) => script.test(character))?.[1] ?? 'fonts-noto-core';
    groups.set(name, [...(groups.get(name) ?? []), character]);
  }
  return [...groups].map(([fontPackage, characters]) => ({ fontPackage, sample: sampleOf(characters) }));
}

function sampleOf(characters: readonly string[]): string {
  const shown = characters.slice(0, 8).join(' ');
  return characters.length > 8 ? `${shown} and ${characters.length - 8} more characters` : shown;
}
