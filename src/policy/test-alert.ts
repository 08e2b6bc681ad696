/**
 * An alert that somebody asked for, to see whether a page arrives. It goes the whole way,
 * marked as a test: until another alert comes beside it, "TEST" stands first in every
 * message, and it is kept out of the figures. The key is only its name.
 */
export const TEST_KEY = 'pager-test';

export const testSummary = (by: string | null): string =>
  `Nothing is wrong: ${by ?? 'somebody'} asked for this page to see whether it arrives`;
