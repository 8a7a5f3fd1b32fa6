import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { parse } from 'yaml';

/**
 * What `datasets` demands of a dataset before it loads every table with its features as declared, checked from the files alone and without
 * any code of the writers: https://huggingface.co/docs/hub/datasets-manual-configuration and `Features.from_arrow_schema`.
 */
export interface LoadableDataset {
  /** Config names of the card, in order. */
  readonly configs: readonly string[];
  /** What stands in the way of loading, in words; empty when nothing does. */
  readonly problems: readonly string[];
}

interface Card {
  readonly configs: {
    config_name: string;
    default?: boolean;
    data_files: { split: string; path: string | string[] }[];
  }[];
  readonly dataset_info: { config_name: string; features: { name: string }[]; splits?: unknown }[];
}

export async function checkDataset(dir: string): Promise<LoadableDataset> {
  const readme = await readFile(join(dir, 'README.md'), 'utf8');
  const card = parse(/^---\n([\s\S]*?)\n---\n/.exec(readme)?.[1] ?? '') as Card;
  const problems: string[] = [];
  if (card.configs.filter((config) => config.default).length !== 1)
    problems.push('not exactly one default config');
  for (const config of card.configs) {
    const info = card.dataset_info.find(({ config_name }) => config_name === config.config_name);
    if (info === undefined) problems.push(`${config.config_name}: no dataset_info`);
    else problems.push(...(await configProblems(dir, config, info)));
  }
  return { configs: card.configs.map(({ config_name }) => config_name), problems };
}

async function configProblems(
  dir: string,
  { config_name: name, data_files }: Card['configs'][number],
  info: Card['dataset_info'][number],
): Promise<string[]> {
  const problems: string[] = [];
  // Stale counts make load_dataset raise NonMatchingSplitsSizesError.
  if (info.splits !== undefined) problems.push(`${name}: counts of splits, which go stale`);
  let files = 0;
  for (const { split, path } of data_files) {
    if (split !== 'train') problems.push(`${name}: split ${split}`);
    const patterns = [path].flat().map((pattern) => join(dir, pattern));
    for await (const file of glob(patterns, { withFileTypes: true })) {
      if (!file.isFile()) continue;
      files++;
      const bytes = await readFile(join(file.parentPath, file.name));
      const metadata = parquetMetadata(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      problems.push(...fileProblems(metadata, info).map((problem) => `${name}/${file.name}: ${problem}`));
    }
  }
  if (files === 0) problems.push(`${name}: its glob finds no file`);
  return problems;
}

function fileProblems(metadata: FileMetaData, info: Card['dataset_info'][number]): string[] {
  const problems: string[] = [];
  const kv = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']));
  const { info: declared } = JSON.parse(kv.get('huggingface') ?? '{"info":{"features":{}}}') as {
    info: { features: Record<string, { _type?: string; dtype?: string }> };
  };
  const columns = topLevel(metadata);
  if (metadata.num_rows === 0n) problems.push('no rows');
  if (columns.map(({ name }) => name).join() !== Object.keys(declared.features).join()) {
    problems.push('the huggingface features do not name the columns');
  }
  const inCard = new Set(info.features.map(({ name }) => name));
  for (const { name } of columns) if (!inCard.has(name)) problems.push(`${name} is missing in the card`);
  // pyarrow, and so `datasets`, takes the schema's metadata from ARROW:schema where that is present.
  const arrow = kv.get('ARROW:schema');
  if (arrow !== undefined && !Buffer.from(arrow, 'base64').includes('"_type":"')) {
    problems.push('ARROW:schema hides the huggingface features');
  }
  const audio = columns.filter(({ name }) => declared.features[name]?._type === 'Audio');
  return [...problems, ...typeProblems(metadata, audio)];
}

/** A column that is not nullable at every depth, or audio of another shape, is rebuilt as a plain struct, without a word. */
function typeProblems({ schema }: FileMetaData, audio: readonly Column[]): string[] {
  const required = schema.slice(1).filter(({ repetition_type }) => repetition_type === 'REQUIRED');
  const misshapen = audio.filter(({ children }) => children.join() !== 'bytes,path');
  return [
    ...required.map(({ name }) => `${name} is not optional`),
    ...misshapen.map(({ name, children }) => `${name} has ${children.join()}, not bytes,path`),
  ];
}

interface Column {
  readonly name: string;
  readonly children: readonly string[];
}

/** The columns of a file, with the names of their children. */
function topLevel({ schema }: FileMetaData): Column[] {
  const columns: Column[] = [];
  let at = 1;
  const skip = (): void => {
    const count = schema[at++]?.num_children ?? 0;
    for (let i = 0; i < count; i++) skip();
  };
  while (at < schema.length) {
    const { name, num_children: count = 0 } = schema[at++] as FileMetaData['schema'][number];
    const children: string[] = [];
    for (let i = 0; i < count; i++) {
      children.push(schema[at]?.name ?? '');
      skip();
    }
    columns.push({ name, children });
  }
  return columns;
}
