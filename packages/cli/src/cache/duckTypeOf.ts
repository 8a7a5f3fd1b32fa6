type Mapping = Readonly<Record<string, unknown>>;

/** Stands for a column of recordings or images in place of a DuckDB type. */
export const MEDIA = 'MEDIA';

const SCALARS: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  large_string: 'VARCHAR',
  bool: 'BOOLEAN',
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  uint32: 'UINTEGER',
  uint64: 'UBIGINT',
  float16: 'FLOAT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  date32: 'DATE',
  binary: 'BLOB',
  audio: MEDIA,
  image: MEDIA,
};

/** The DuckDB type of a feature, as a card's YAML spells it (`dataset_info.features`); text where it says something unknown. */
export function duckTypeOf(feature: Mapping): string {
  if (feature['dtype'] !== undefined) return typeOfDtype(feature['dtype']);
  if (feature['struct'] !== undefined) return structType(feature['struct']);
  const list = feature['list'] ?? feature['sequence'];
  if (list !== undefined) return `${typeOfList(list)}[]`;
  return 'VARCHAR';
}

function typeOfDtype(dtype: unknown): string {
  if (typeof dtype === 'string') {
    if (dtype.startsWith('timestamp')) return 'TIMESTAMP WITH TIME ZONE';
    return SCALARS[dtype] ?? 'VARCHAR';
  }
  const [name] = Object.keys((dtype ?? {}) as Mapping);
  return name === 'audio' || name === 'image' ? MEDIA : name === 'class_label' ? 'BIGINT' : 'VARCHAR';
}

function typeOfList(list: unknown): string {
  if (Array.isArray(list)) return structType(list);
  if (typeof list !== 'object' || list === null) return typeOfDtype(list);
  const mapping = list as Mapping;
  return 'dtype' in mapping || 'list' in mapping || 'struct' in mapping
    ? duckTypeOf(mapping)
    : typeOfDtype(mapping);
}

function structType(fields: unknown): string {
  const parts = (Array.isArray(fields) ? (fields as Mapping[]) : []).map(
    (field) => `"${String(field['name']).replaceAll('"', '""')}" ${duckTypeOf(field)}`,
  );
  return `STRUCT(${parts.join(', ')})`;
}
