import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeApi } from "./dev/fake-api.ts";

// With TALLYSTICK_API=http://localhost:8080 the dev server speaks to a real server; without it, to the fake one.
const server = process.env.TALLYSTICK_API;

export default defineConfig({
  plugins: [react(), ...(server ? [] : [fakeApi()])],
  server: server ? { proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } } } : {},
  build: {
    target: "es2022",
    // A font turned into a data: address would be blocked by font-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // scripts/budget.mjs judges the size that matters, after gzip.
    chunkSizeWarningLimit: 1_000,
  },
  worker: { format: "es" },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 20_000,
    // Two cores: a worker each costs more in start-up than it wins.
    maxWorkers: 2,
    include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts"],
    css: false,
  },
});
