import type { FeatureSpec } from './feature.ts';
import { NAME_PATTERN } from './name.ts';
import type { Features, Fill, MergePolicy } from './table.ts';

/** A declaration, as its author wrote it and with the defaults filled in. */
export interface Declaration {
  readonly name: string;
  readonly path: string;
  readonly format: 'parquet' | 'jsonl';
  readonly features: Features;
  readonly merge: Readonly<Record<string, MergePolicy | undefined>>;
  readonly fill: Readonly<Record<string, Fill | undefined>>;
  readonly revisions: boolean;
}

type Wrong = (what: string) => never;

/** Columns and fields together. Each takes some 150 kB of a writer's memory and some 100 bytes of each file's footer, whatever the rows. */
const MAX_LEAVES = 256;

const COLUMN = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** What a source of values can fill. */
const FILLS: Readonly<Record<Fill, readonly FeatureSpec['kind'][]>> = {
  appendedAt: ['string', 'timestamp'],
  identity: ['string'],
  audioId: ['string'],
  audioDurationS: ['float64'],
};

/** @throws {TypeError} naming the table, the column and what to change. */
export function checkDeclaration(table: Declaration): void {
  const wrong: Wrong = (what) => {
    throw new TypeError(`table ${JSON.stringify(table.name)}: ${what}`);
  };
  if (!NAME_PATTERN.test(table.name))
    wrong('a name is 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit');
  if (!table.path.split('/').every((part) => NAME_PATTERN.test(part)))
    wrong(`path ${JSON.stringify(table.path)} has a part that is no name`);
  checkColumns(table, wrong);
  checkMerge(table, wrong);
  checkFill(table, wrong);
}

function checkColumns({ features, format, revisions }: Declaration, wrong: Wrong): void {
  const columns = Object.entries(features);
  if (columns.length === 0) wrong('a table needs at least one column');
  const leafCount = columns.reduce((sum, [, feature]) => sum + leavesOf(feature), 0);
  if (leafCount > MAX_LEAVES)
    wrong(
      `has ${leafCount} columns and fields, and may have ${MAX_LEAVES}; what varies goes into a json column`,
    );
  checkNames('column', Object.keys(features), '', wrong);
  for (const [column, feature] of columns) {
    if (revisions && (column === 'row_id' || column === 'revision'))
      wrong(`column ${column} is added by itself; leave it out, or set revisions: false`);
    if (column === 'user_id' && feature.kind !== 'string')
      wrong(`column user_id is ${feature.kind}; the relay fills it with a string`);
    if (feature.kind === 'audio' && format === 'jsonl')
      wrong(`column ${column} is audio, which JSON lines cannot hold; use format: 'parquet'`);
    checkFeature(column, feature, wrong);
  }
}

function leavesOf(feature: FeatureSpec): number {
  if (feature.kind === 'list') return leavesOf(feature.of);
  if (feature.kind === 'struct')
    return Object.values(feature.fields).reduce((sum, field) => sum + leavesOf(field), 0);
  return feature.kind === 'audio' ? 2 : 1;
}

function checkNames(what: 'column' | 'field', names: readonly string[], prefix: string, wrong: Wrong): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    if (!COLUMN.test(name))
      wrong(
        `${what} ${JSON.stringify(prefix + name)} is not 1 to 64 of A-Z, a-z, 0-9 and _, beginning with a letter`,
      );
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      wrong(
        `${what}s ${prefix}${other} and ${prefix}${name} differ in case only, which SQL does not tell apart`,
      );
    seen.set(name.toLowerCase(), name);
  }
}

function checkFeature(column: string, feature: FeatureSpec, wrong: Wrong): void {
  if (feature.kind === 'classLabel') {
    if (feature.names.length === 0) wrong(`column ${column} has no class labels`);
    if (new Set(feature.names).size !== feature.names.length)
      wrong(`column ${column} has a class label twice`);
  }
  if (feature.kind === 'list') checkNested(`${column}[]`, feature.of, wrong);
  if (feature.kind === 'struct') {
    const fields = Object.entries(feature.fields);
    if (fields.length === 0) wrong(`column ${column} is a struct without fields`);
    checkNames('field', Object.keys(feature.fields), `${column}.`, wrong);
    for (const [field, inner] of fields) checkNested(`${column}.${field}`, inner, wrong);
  }
}

function checkNested(way: string, feature: FeatureSpec, wrong: Wrong): void {
  if (feature.kind === 'audio') wrong(`${way} is audio; audio stands in a column of its own`);
  checkFeature(way, feature, wrong);
}

function checkMerge({ features, merge }: Declaration, wrong: Wrong): void {
  for (const [column, policy] of Object.entries(merge)) {
    const kind = kindOf(features, column) ?? wrong(`merge names ${column}, which is no column`);
    if (policy === 'append' && kind !== 'json' && kind !== 'list')
      wrong(`merge: ${column} is ${kind}; only a json or list column can be appended to`);
  }
}

function checkFill({ features, fill }: Declaration, wrong: Wrong): void {
  for (const [column, source] of Object.entries(fill)) {
    if (source === undefined) continue;
    const kind = kindOf(features, column) ?? wrong(`fill names ${column}, which is no column`);
    if (!FILLS[source].includes(kind))
      wrong(`fill: ${column} is ${kind}; ${source} needs ${FILLS[source].join(' or ')}`);
    const needsAudio = source === 'audioId' || source === 'audioDurationS';
    if (needsAudio && !Object.values(features).some((feature) => feature.kind === 'audio'))
      wrong(`fill: ${column} takes ${source}, but the table has no audio`);
  }
}

const kindOf = (features: Features, column: string): FeatureSpec['kind'] | undefined =>
  Object.hasOwn(features, column) ? features[column]?.kind : undefined;
