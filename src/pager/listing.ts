/** A page of a listing, and the asking for one. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** `cursor` is one that the same listing gave out; another text is a 'bad_cursor'. */
export interface PageRequest {
  limit: number;
  cursor?: string;
}
