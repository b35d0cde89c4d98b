import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/postgres-setup.ts',
    // Much of their time goes into waiting for children and sockets, so every core gets a worker.
    maxWorkers: '100%',
    // Tests wait for what they need, never for time; this only ends one that waits in vain on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
