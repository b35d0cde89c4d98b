import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests wait for what they need, never for time; this only ends one that waits in vain on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
