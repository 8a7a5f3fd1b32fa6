import type { Payer } from '../quota/payer.ts';

/** Who sends rows without the SDK: a person, whose rows they are, or the operator, who says whose each is. */
export type RowSender =
  | { readonly kind: 'person'; readonly userId: string; readonly payer: Payer }
  | { readonly kind: 'operator' };
