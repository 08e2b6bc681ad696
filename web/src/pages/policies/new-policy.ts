/** In the address, in place of an id, for a policy that is still to be made: no id can begin so. */
export const NEW_POLICY = '+new';
