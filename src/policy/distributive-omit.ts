/** `Omit` for each member of a union by itself: the union stays one that can be told apart. */
export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
