// For browsers and bundlers: the importers, a module of their own.
import init from './dist/billing_files.js';

await init({ module_or_path: new URL('./dist/billing_files_bg.wasm', import.meta.url) });

export { importCharges, importFocus, importPurchaseOrders } from './dist/billing_files.js';
