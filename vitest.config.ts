import { configDefaults, defineConfig } from 'vitest/config';

/** It loads both cores, so it has them to itself, when the others are done. */
const CAMPAIGN = 'test/chaos/campaign.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'stories',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, CAMPAIGN],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'campaign', include: [CAMPAIGN], sequence: { groupOrder: 1 } } },
    ],
    globalSetup: ['test/harness/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two cores: one worker per core, and Redis gets what is left.
    maxWorkers: 2,
  },
});
