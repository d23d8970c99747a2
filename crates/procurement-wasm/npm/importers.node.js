// For Node: the importers, a module of their own.
import { readFile } from 'node:fs/promises';

import init from './dist/billing_files.js';

await init({ module_or_path: await readFile(new URL('./dist/billing_files_bg.wasm', import.meta.url)) });

export { importCharges, importFocus, importPurchaseOrders } from './dist/billing_files.js';
