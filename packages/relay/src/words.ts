/** What a variable lists, apart by blanks or commas. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
