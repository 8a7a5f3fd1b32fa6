/** What the Hub puts into a new dataset, in short: binary formats go to LFS. */
export const DEFAULT_GIT_ATTRIBUTES = `${[
  ...[
    '7z',
    'arrow',
    'avro',
    'bin',
    'bz2',
    'duckdb',
    'gz',
    'npy',
    'npz',
    'parquet',
    'pkl',
    'safetensors',
    'tar',
  ],
  ...['tgz', 'xz', 'zip', 'zst', 'aac', 'flac', 'mp3', 'ogg', 'opus', 'pcm', 'raw', 'wav', 'webm', 'mp4'],
  ...['bmp', 'gif', 'jpeg', 'jpg', 'png', 'tiff', 'webp'],
]
  .map((extension) => `*.${extension} filter=lfs diff=lfs merge=lfs -text`)
  .join('\n')}\n`;

type PathTest = (path: string) => boolean;

/** Whether a path is to go to LFS, by the last line of a `.gitattributes` that fits it. */
export function parseLfsPatterns(attributes: string): PathTest {
  const rules = contentLines(attributes).map((line) => {
    const [pattern = '', ...settings] = line.split(/\s+/);
    return { fits: parsePattern(pattern), isLfs: settings.includes('filter=lfs') };
  });
  return (path) => rules.findLast((rule) => rule.fits(path))?.isLfs ?? false;
}

export function parseIgnorePatterns(ignore: string): PathTest {
  const rules = contentLines(ignore).map((line) => {
    const isKept = line.startsWith('!');
    const pattern = isKept ? line.slice(1) : line;
    return { fits: parsePattern(pattern.endsWith('/') ? `${pattern}**` : pattern), isIgnored: !isKept };
  });
  return (path) => rules.findLast((rule) => rule.fits(path))?.isIgnored ?? false;
}

function contentLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Git's globs: without a slash a pattern is for the file's name, with one for the whole path. */
function parsePattern(pattern: string): PathTest {
  const source = pattern
    .replace(/^\//, '')
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (glob) => GLOBS[glob] ?? glob);
  const regExp = new RegExp(`^${source}$`);
  return pattern.includes('/')
    ? (path) => regExp.test(path)
    : (path) => regExp.test(path.split('/').at(-1) ?? path);
}

const GLOBS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
