const INTEGERS = [
  'TINYINT',
  'UTINYINT',
  'SMALLINT',
  'USMALLINT',
  'INTEGER',
  'UINTEGER',
  'BIGINT',
  'UBIGINT',
  'HUGEINT',
];
const isFloat = (type: string): boolean => /^(FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
const isNumber = (type: string): boolean => isFloat(type) || INTEGERS.includes(type);
const isTime = (type: string): boolean => type.startsWith('TIMESTAMP');

/**
 * The type of a column that was one thing and comes as another. Whole numbers grow, then become DOUBLE. `try` keeps the type where every
 * value can be cast to it, and is text where one cannot: no value is lost to a type.
 */
export function widenType(known: string, incoming: string): { kind: 'fits' | 'grows' | 'try'; type: string } {
  const fits = { kind: 'fits', type: known } as const;
  if (known === incoming || known === 'VARCHAR') return fits;
  if (isNumber(known) && isNumber(incoming)) {
    const type = widerNumber(known, incoming);
    return type === known ? fits : { kind: 'grows', type };
  }
  return isTime(known) && isTime(incoming) ? fits : { kind: 'try', type: known };
}

function widerNumber(known: string, incoming: string): string {
  if (isFloat(known) || isFloat(incoming)) return 'DOUBLE';
  return INTEGERS[Math.max(INTEGERS.indexOf(known), INTEGERS.indexOf(incoming))] ?? 'HUGEINT';
}
