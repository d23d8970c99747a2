// For Node: the module is read from beside this file, since Node fetches no files.
import { readFile } from 'node:fs/promises';

import init from './dist/procurement.js';

await init({ module_or_path: await readFile(new URL('./dist/procurement_bg.wasm', import.meta.url)) });

export { Workspace, explain, preview, previewJson, validatePurchaseOrder } from './dist/procurement.js';
