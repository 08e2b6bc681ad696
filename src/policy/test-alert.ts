/**
 * An alert that somebody asked for, to see whether a page arrives. It goes the whole way
 * and is known by its key: as long as no other alert is open beside it, "TEST" stands
 * first in every message, and it is kept out of the figures.
 */
export const TEST_KEY = 'pager-test';

export const isOnlyTest = (alerts: readonly { key: string }[], openAlerts: number): boolean =>
  alerts.length > 0 && openAlerts === alerts.length && alerts.every(({ key }) => key === TEST_KEY);

export const testSummary = (by: string | null): string =>
  `Nothing is wrong: ${by ?? 'somebody'} asked for this page to see whether it arrives`;
