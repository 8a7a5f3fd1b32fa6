/** A card that cannot be brought in step with its tables without a person: the message says where and what to do. */
export class CardError extends Error {
  override readonly name = 'CardError';
}
