import { frameText, isOwnFile, stackFrames } from './stackFrames.ts';

/** What a fingerprint is made of. */
export interface FingerprintInput {
  /** The error's name, such as `TypeError`. */
  readonly type: string;
  /** What it says; of several lines the first one counts. */
  readonly message: string;
  /** As the engine gives it, where there is one. */
  readonly stack?: string | undefined;
}

/** A fingerprint, and how it came about. */
export interface Fingerprint {
  /** Sixteen hex digits, of the text. */
  readonly fingerprint: string;
  /** What errors of one kind have in common, a part a line: the type, the message, the frames. */
  readonly text: string;
  /** The rule by which the text was made, in words. */
  readonly rule: string;
}

const FRAME_COUNT = 3;
const MAX_MESSAGE = 300;

/** What differs between two occurrences of one error, and the sign that stands for it; in the order in which they are looked for. */
const NORMALIZED: readonly (readonly [pattern: RegExp, sign: string])[] = [
  [/\b(?:[a-z][a-z0-9+.-]*:\/\/|(?:blob|data):)[^\s"'<>()]+/gi, '<url>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<email>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\b(?=[a-z_]*\d)(?=\d*[a-z])\w{16,}\b/gi, '<id>'],
  [/\p{Nd}+(?:[.,:٫٬]\p{Nd}+)*/gu, '<n>'],
];

const WITH_FRAMES =
  'type, message (first line; urls, emails, times, ids and numbers replaced), first 3 frames of own code (function and file, without line, folder and build hash)';
const WITHOUT_FRAMES = 'type, message (first line; urls, emails, times, ids and numbers replaced)';

/**
 * What errors of one kind share: the type, the message without what changes from one time to the next, and the innermost frames of the
 * page's own code, where the stack has any. Line numbers and builds make no difference. Pure: the same input, the same fingerprint.
 *
 * @param isOwn whether a file of the stack is of your own code. Default: all but those of the engine, of extensions and `node_modules`.
 * @example
 * ```ts
 * import { fingerprint } from '@parqueue/sdk/errors';
 *
 * fingerprint({ type: 'Error', message: 'no track 17' }).text; // 'Error\nno track <n>'
 * ```
 */
export function fingerprint(
  { type, message, stack }: FingerprintInput,
  isOwn: (file: string) => boolean = isOwnFile,
): Fingerprint {
  const own = stackFrames(stack ?? '').filter(({ file }) => isOwn(file));
  const frames = own.slice(0, FRAME_COUNT).map(frameText);
  const text = [type, normalizeMessage(message), ...frames].join('\n');
  return { fingerprint: hash(text), text, rule: frames.length > 0 ? WITH_FRAMES : WITHOUT_FRAMES };
}

/** The first line of a message, without what differs between two occurrences of one error. */
export function normalizeMessage(message: string): string {
  const [first = ''] = message
    .trim()
    .slice(0, 10 * MAX_MESSAGE)
    .split('\n');
  const text = NORMALIZED.reduce((so, [pattern, sign]) => so.replace(pattern, sign), first);
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE);
}

const PRIME = 0x100000001b3n;
const OFFSET = 0xcbf29ce484222325n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a, 64 bits, over the characters (http://www.isthe.com/chongo/tech/comp/fnv/index.html): it names kinds and guards nothing. */
function hash(text: string): string {
  let value = OFFSET;
  for (let i = 0; i < text.length; i++) value = ((value ^ BigInt(text.charCodeAt(i))) * PRIME) & MASK;
  return value.toString(16).padStart(16, '0');
}
