import { checkTables } from '../table/checkTables.ts';
import type { TableDefinition } from '../table/table.ts';
import { type CardFeature, cardFeatures } from './cardFeatures.ts';
import { unionFeatures } from './unionFeatures.ts';

/** A subset of the dataset: its name and where its files lie. */
export interface CardConfig {
  readonly config_name: string;
  readonly default?: true;
  readonly data_files: readonly { readonly split: 'train'; readonly path: string | readonly string[] }[];
}

/** The columns of a subset. No splits or sizes: once they are out of date, `load_dataset` refuses to load. */
export interface CardInfo {
  readonly config_name: string;
  readonly features: readonly CardFeature[];
}

/** The two keys of a card's front matter that tell `datasets` and the Hub's viewer what the tables are. */
export interface CardData {
  readonly configs: readonly CardConfig[];
  readonly dataset_info: readonly CardInfo[];
}

/**
 * The front matter for a dataset's tables, the first one being the default. Several definitions of one name are versions of one table,
 * the newest first.
 *
 * `datasets` reads all configs of a dataset with one module, and takes it from the files of the *first* config
 * (`HubDatasetModuleFactory.get_module` in https://github.com/huggingface/datasets/blob/main/src/datasets/load.py). Two things follow
 * (measured in docs/DATASET.md):
 *
 * - The first table must have a file in the dataset; otherwise none of them loads. Give the tables that have files.
 * - Parquet and JSON lines cannot both be configs. Beside Parquet tables, JSON lines tables are left out, and loaded by their files:
 *   `load_dataset('json', data_files=…)`, as the card's text says. With JSON lines tables alone, they are configs like any other.
 *
 * @throws {TypeError} when the tables cannot live in one dataset.
 * @throws {CardError} when two versions of a table give a column two types.
 */
export function cardData(tables: readonly TableDefinition[]): CardData {
  checkTables(tables);
  const configs: CardConfig[] = [];
  const infos: CardInfo[] = [];
  for (const versions of configTables(tables)) {
    const [newest, ...former] = versions;
    const features = former.reduce(
      (all, version) => unionFeatures(newest.name, all, cardFeatures(version.features)),
      cardFeatures(newest.features),
    );
    const path = dataGlobs(newest, versions);
    const isFirst = configs.length === 0;
    configs.push({
      config_name: newest.name,
      ...(isFirst ? { default: true } : {}),
      data_files: [{ split: 'train', path: path.length === 1 ? (path[0] as string) : path }],
    });
    infos.push({ config_name: newest.name, features });
  }
  return { configs, dataset_info: infos };
}

/** One table: its versions, the newest first. */
export type Versions = readonly [newest: TableDefinition, ...former: TableDefinition[]];

/** The tables by name, in the order given. */
export function tableVersions(tables: readonly TableDefinition[]): Versions[] {
  const byName = new Map<string, [TableDefinition, ...TableDefinition[]]>();
  for (const table of tables) {
    const versions = byName.get(table.name);
    if (versions === undefined) byName.set(table.name, [table]);
    else versions.push(table);
  }
  return [...byName.values()];
}

/** The tables that `load_dataset` can load by name. */
export function configTables(tables: readonly TableDefinition[]): Versions[] {
  const all = tableVersions(tables);
  const parquet = all.filter(([newest]) => newest.format === 'parquet');
  return parquet.length > 0 ? parquet : all;
}

/**
 * Where a table's files lie. Never `data/**`, which would hold every table's files; a glob that matches no file is harmless beside one
 * that does.
 */
export function dataGlobs(table: TableDefinition, versions: readonly TableDefinition[] = [table]): string[] {
  const own = `data/${table.path}/**`;
  return versions.some((version) => version.continues) ? [`data/*.${table.format}`, own] : [own];
}
