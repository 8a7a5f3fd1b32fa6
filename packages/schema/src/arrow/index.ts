export { arrowSchema, arrowType } from './arrowSchema.ts';
