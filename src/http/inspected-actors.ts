/** How the actors are named that the inspector's socket and its bridge are asked for. */
export const ACTORS_AT_ONCE = 50;

/** `<machine>/<id>`; whether there is such an actor is another question. */
export const isActorAddress = (text: string): boolean => /^[a-z][a-z-]{0,40}\/[a-z0-9][a-z0-9._-]{0,120}$/.test(text);
