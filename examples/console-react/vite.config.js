import { defineConfig } from 'vite';

export default defineConfig({
  // The module keeps its own files beside it.
  optimizeDeps: { exclude: ['@tieback/widget'] },
  build: { target: 'es2022', assetsInlineLimit: 0 },
  esbuild: { jsx: 'transform' },
});
