import { describe, expect, it } from 'vitest';
import { alignment, recitation, recitationError } from '../presets/index.ts';
import { errorOf, frontMatter, nested, run } from '../testing/cards.ts';
import { CardError, type CardFeature, cardData } from './index.ts';

describe('a new card', () => {
  it('[CD1] lists tables with their globs and features', () => {
    const { configs, dataset_info } = frontMatter(run(undefined, alignment, nested));
    expect(configs).toEqual([
      {
        config_name: 'alignment',
        default: true,
        data_files: [{ split: 'train', path: 'data/alignment/**' }],
      },
      { config_name: 'nested', data_files: [{ split: 'train', path: 'data/more/nested/**' }] },
    ]);
    const [first, second] = dataset_info as { config_name: string; features: CardFeature[] }[];
    expect(Object.keys(first ?? {})).toEqual(['config_name', 'features']);
    expect(first?.features.map((feature) => feature.name)).toEqual(Object.keys(alignment.features));
    expect(second).toEqual({
      config_name: 'nested',
      features: [
        { name: 'audio', dtype: { audio: { sampling_rate: 16000 } } },
        { name: 'tags', list: 'string' },
        { name: 'labels', list: { class_label: { names: { '0': 'x' } } } },
        { name: 'grid', list: { list: 'timestamp[ms, tz=UTC]' } },
        {
          name: 'words',
          list: [
            { name: 'w', dtype: 'string' },
            { name: 't', list: 'float64' },
          ],
        },
        {
          name: 'meta',
          struct: [
            { name: 'a', dtype: 'string' },
            { name: 'b', struct: [{ name: 'c', dtype: 'int32' }] },
          ],
        },
        {
          name: 'label',
          dtype: { class_label: { names: { '0': 'no', '1': 'yes', '2': '1', '3': 'a: b', '4': '' } } },
        },
      ],
    });
  });

  it('[CD1] is what cardData gives', () => {
    const tables = [recitation, nested, recitationError];
    expect(frontMatter(run(undefined, ...tables))).toEqual({ ...cardData(tables) });
  });

  it('[CD1] adds the older files of a dataset that a table continues', () => {
    expect(cardData([recitation]).configs[0]?.data_files).toEqual([
      { split: 'train', path: ['data/*.parquet', 'data/recitation/**'] },
    ]);
  });

  it('[CD1] names the type before its parameters, where datasets looks for it', () => {
    const card = run(undefined, nested);
    expect(card).toContain(
      '- name: audio\n        dtype:\n          audio:\n            sampling_rate: 16000\n',
    );
    expect(card).toContain('"0": "no"\n');
  });

  it('[CD3] leaves JSON lines out of the configs beside Parquet, and says how to load them', () => {
    const card = run(undefined, recitationError, recitation);
    const { configs, dataset_info } = cardData([recitationError, recitation]);
    expect(configs.map((config) => [config.config_name, config.default])).toEqual([['recitation', true]]);
    expect(dataset_info.map((info) => info.config_name)).toEqual(['recitation']);
    expect(card).toContain(
      'rows = load_dataset("json", data_files="hf://datasets/team/recitations/data/errors/**", features=features, split="train")',
    );
    expect(card).toContain('features = Features({"timestamp": Value("string"), ');
  });

  it('[CD3] makes configs of JSON lines when there is nothing else', () => {
    expect(cardData([recitationError]).configs).toEqual([
      {
        config_name: 'recitation_error',
        default: true,
        data_files: [{ split: 'train', path: 'data/errors/**' }],
      },
    ]);
  });

  it('says how to load each table', () => {
    const card = run(undefined, alignment, recitation);
    expect(card).toContain('# team/recitations\n');
    expect(card).toContain('load_dataset("team/recitations", "alignment", split="train")');
    expect(card).toContain(
      "read_parquet('hf://datasets/team/recitations/data/alignment/**/*.parquet', union_by_name = true)\n-- the newest",
    );
    expect(card).toContain("data/recitation/**/*.parquet', union_by_name = true);\n-- older files");
  });
});

describe('a card that a person keeps', () => {
  const README = `---
# ours since 2024
license: cc-by-4.0
id: 12345678901234567890 # long
language: [ar, no]
configs:
  - config_name: extra # kept
    data_files: extra/*.parquet
  - config_name: nested
    data_files: old/**
dataset_info:
  - config_name: nested
    features:
      - name: tags
        list: string
      - name: gone
        dtype: int64
    splits:
      - name: train
        num_examples: 3
    dataset_size: 10
# the end
pretty_name: Recitations
---
# My words

Text with --- and \`code\`.
`;

  it('[CD2] keeps its other keys, configs, comments and text', () => {
    const card = run(README, nested);
    const before = README.split('---\n');
    expect(card.slice(card.indexOf('---\n', 4) + 4)).toBe(before.slice(2).join('---\n'));
    const kept = [
      '# ours since 2024',
      'license: cc-by-4.0',
      'id: 12345678901234567890 # long',
      'language: [ar, no]',
      '- config_name: extra # kept',
      '# the end',
      'pretty_name: Recitations',
    ];
    for (const line of kept) expect(card).toContain(line);
    expect(frontMatter(card)['configs']).toEqual([
      { config_name: 'nested', default: true, data_files: [{ split: 'train', path: 'data/more/nested/**' }] },
      { config_name: 'extra', data_files: 'extra/*.parquet' },
    ]);
  });

  it('[CD1] loses the splits and sizes of our tables, which would be out of date', () => {
    const [info] = frontMatter(run(README, nested))['dataset_info'] as object[];
    expect(Object.keys(info ?? {})).toEqual(['config_name', 'features']);
  });

  it('[R10] remembers the columns of versions that nobody declares any more', () => {
    const [info] = frontMatter(run(README, nested))['dataset_info'] as { features: CardFeature[] }[];
    expect(info?.features.at(-1)).toEqual({ name: 'gone', dtype: 'int64' });
    expect(info?.features).toHaveLength(Object.keys(nested.features).length + 1);
  });

  it('[R10] keeps what a person said of an audio column', () => {
    const mine = '{name: audio, dtype: {audio: {sampling_rate: 16000, decode: false}}}';
    const readme = `---\ndataset_info:\n- config_name: nested\n  features:\n  - ${mine}\n---\n`;
    const [info] = frontMatter(run(readme, nested))['dataset_info'] as { features: CardFeature[] }[];
    expect(info?.features[0]).toEqual({
      name: 'audio',
      dtype: { audio: { sampling_rate: 16000, decode: false } },
    });
  });

  it('[CD2] has one default only', () => {
    for (const other of [
      '{config_name: default, data_files: x}',
      '{config_name: mine, data_files: x, default: true}',
    ]) {
      const configs = frontMatter(run(`---\nconfigs: [${other}]\n---\n`, nested))['configs'] as object[];
      expect(configs).toHaveLength(2);
      expect(configs[0]).not.toHaveProperty('default');
    }
  });

  it('[CD2] takes a lone dataset_info for a list of one', () => {
    const readme = '---\ndataset_info:\n  features: [{name: a, dtype: string}]\n---\n';
    expect(frontMatter(run(readme, nested))['dataset_info']).toMatchObject([
      { config_name: 'nested' },
      { features: [{ name: 'a', dtype: 'string' }] },
    ]);
  });

  it.each([
    ['no front matter', '# Hello\n', '# Hello\n'],
    ['an empty front matter', '---\n---\n# Hello\n', '# Hello\n'],
    ['a front matter of comments', '---\n# nothing yet\n---\n# Hello\n', '# Hello\n'],
    ['a byte order mark', '\uFEFF---\nlicense: mit\n---\nbody', 'body'],
    ['nothing', '', ''],
    ['a line across the text', 'a\n---\nb: 1\n---\n', 'a\n---\nb: 1\n---\n'],
  ])('[CD2] takes a README with %s', (_, readme, body) => {
    const card = run(readme, nested);
    expect(card.slice(card.indexOf('\n---\n') + 5)).toBe(body);
    expect(frontMatter(card)).toHaveProperty('configs');
  });

  it('[CD2] keeps the line ends of a README from Windows', () => {
    const card = run('---\r\nlicense: mit\r\n---\r\nbody\r\n', nested);
    expect(card.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(card.endsWith('---\r\nbody\r\n')).toBe(true);
  });

  it('[CD2] keeps the part on tables in step, as long as its two comments stand', () => {
    const card = run(undefined, nested);
    const edited = card.replace('# team/recitations', '# Mine').concat('More words.\n');
    const grown = run(edited, nested, alignment);
    expect(grown).toContain('# Mine');
    expect(grown).toContain('"alignment"');
    expect(grown.endsWith('More words.\n')).toBe(true);
    const owned = run(edited.replace('<!-- parqueue:tables -->', ''), nested, alignment);
    expect(owned).not.toContain('"alignment"');
  });

  it.each([
    ['is not YAML', '---\na: [1\n---\n'],
    ['is not YAML', '---\na: 1\na: 2\n---\n'],
    ['is not a mapping', '---\n- a\n---\n'],
    ['configs is not a list of mappings', '---\nconfigs: [a]\n---\n'],
    ['dataset_info is not a list of mappings', '---\ndataset_info: text\n---\n'],
  ])('[CD4] says: %s', (message, readme) => {
    const error = errorOf(readme, nested);
    expect(error).toBeInstanceOf(CardError);
    expect(error.message).toMatch(`README.md: `);
    expect(error.message).toContain(message);
  });
});
