import { defineConfig } from 'vite';

export default defineConfig({
  // The module keeps its own files beside it.
  optimizeDeps: { exclude: ['@tieback/widget'] },
  build: { target: 'es2022' },
  esbuild: { jsx: 'transform' },
});
