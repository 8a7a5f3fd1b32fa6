export { type CardConfig, type CardData, type CardInfo, cardData } from './cardData.ts';
export { CardError } from './cardError.ts';
export { type CardFeature, type CardNamedType, type CardType, cardFeatures } from './cardFeatures.ts';
export { type CardOptions, updateCard } from './updateCard.ts';
