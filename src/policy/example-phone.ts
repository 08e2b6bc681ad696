/** A phone number for examples, since people run examples as they stand: France keeps it for films, so it is nobody's (ARCEP, 06 39 98 00 00 to 99 99). */
export const EXAMPLE_PHONE = '+33639980123';
