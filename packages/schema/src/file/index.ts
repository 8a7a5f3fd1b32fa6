export { cellJson, rowJson } from './cellJson.ts';
export { checkedCell, int64Of } from './checkedCell.ts';
export { lightCell } from './lightCell.ts';
export { type LightEncoding, lightEncoding } from './lightEncoding.ts';
export { type LightElement, lightSchema } from './lightSchema.ts';
export { UnfitCell } from './unfitCell.ts';
