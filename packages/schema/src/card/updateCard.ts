import { type Document, isMap, isSeq, type YAMLMap } from 'yaml';
import type { TableDefinition } from '../table/table.ts';
import { newBody, replaceSection, tablesSection } from './cardBody.ts';
import { type CardConfig, type CardInfo, cardData } from './cardData.ts';
import { CardError } from './cardError.ts';
import type { CardFeature } from './cardFeatures.ts';
import { joinCard, splitCard } from './frontMatter.ts';
import { unionFeatures } from './unionFeatures.ts';

export interface CardOptions {
  /** The heading of a new card. */
  readonly title: string;
  /** The dataset as `namespace/name`, for the examples of a new card. Default: the title. */
  readonly repo?: string;
}

/**
 * The dataset's README with its front matter in step with the tables.
 *
 * Only `configs` and `dataset_info` are touched, and in them only the entries of these tables, which come first: `datasets` takes its
 * module from the first config. A person's other keys, configs, comments and text stay. Columns that the card already knows stay in it,
 * so that the card remembers the versions of a table that nobody declares any more.
 *
 * The same tables give the same text, and a second run changes nothing.
 *
 * @param readme The README as it is in the dataset; undefined when there is none.
 * @param tables All tables that have files in the dataset once this commit has landed, in the order declared; see {@link cardData}.
 * @throws {TypeError} when the tables cannot live in one dataset.
 * @throws {CardError} when a column changed its type, or the front matter cannot be read.
 */
export function updateCard(
  readme: string | undefined,
  tables: readonly TableDefinition[],
  options: CardOptions,
): string {
  const { document, body, newline } = splitCard(readme ?? '');
  const names = new Set(tables.map((table) => table.name));
  const wanted = cardData(tables);
  const configs = entriesOf(document, 'configs');
  const infos = entriesOf(document, 'dataset_info');
  const otherConfigs = configs.filter((entry) => !names.has(nameOf(entry)));
  const hasDefault = otherConfigs.some(isDefault);
  setEntries(document, 'configs', [
    ...wanted.configs.map((config) => (hasDefault ? withoutDefault(config) : config)),
    ...otherConfigs,
  ]);
  setEntries(document, 'dataset_info', [
    ...wanted.dataset_info.map((info) => withKnownColumns(info, infos)),
    ...infos.filter((entry) => !names.has(nameOf(entry))),
  ]);
  const section = tablesSection(tables, options.repo ?? options.title);
  const text = readme === undefined ? newBody(options.title, section) : replaceSection(body, section);
  return joinCard({ document, body: text, newline });
}

type Entry = YAMLMap;

/** The entries of `configs` or `dataset_info`; a lone mapping counts as a list of one. */
function entriesOf(document: Document<YAMLMap>, key: string): Entry[] {
  const node: unknown = document.get(key);
  if (node === undefined || node === null) return [];
  const items: unknown[] = isSeq(node) ? node.items : [node];
  return items.map((item) => {
    if (isMap(item)) return item as Entry;
    throw new CardError(`README.md: ${key} is not a list of mappings; correct it by hand`);
  });
}

function setEntries(document: Document<YAMLMap>, key: string, entries: readonly unknown[]): void {
  if (entries.length > 0) document.set(key, document.createNode(entries));
  else document.delete(key);
}

/** A config without a name is called `default`. */
const nameOf = (entry: Entry): string => String(entry.get('config_name') ?? 'default');

/** `load_dataset` refuses a card with two defaults, and takes one that is called so for one. */
const isDefault = (config: Entry): boolean => nameOf(config) === 'default' || config.get('default') === true;

const withoutDefault = ({ default: _, ...config }: CardConfig): CardConfig => config;

function withKnownColumns(info: CardInfo, known: readonly Entry[]): CardInfo {
  const entry = known.find((candidate) => nameOf(candidate) === info.config_name);
  const features = entry?.toJSON().features as unknown;
  if (!Array.isArray(features)) return info;
  return {
    ...info,
    features: unionFeatures(info.config_name, info.features, features as CardFeature[]),
  };
}
