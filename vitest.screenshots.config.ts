import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: no test, but pictures of the console for the README. */
export default defineConfig({
  test: {
    include: ['test/screenshots/*.ts'],
    globalSetup: ['test/harness/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
