/** An id as the API takes it, made of a name: "Checkout DB (eu)" → "checkout-db-eu". Empty when nothing is left. */
export const idFromName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, 63)
    .replace(/[-._]+$/, '');
