/** The name under which the worklet registers its processor. */
export const CAPTURE_PROCESSOR = 'parqueue-capture';
