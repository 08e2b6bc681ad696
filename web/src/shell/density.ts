/** How much stands on a screen: roomy, or compact for a wall board. Kept in this browser. */
const NAME = 'pager-density';

export type Density = 'roomy' | 'compact';

export const density = (): Density => (localStorage.getItem(NAME) === 'compact' ? 'compact' : 'roomy');

export function applyDensity(next: Density = density()): void {
  localStorage.setItem(NAME, next);
  document.documentElement.dataset.density = next;
}
