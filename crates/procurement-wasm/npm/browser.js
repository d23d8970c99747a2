// For browsers and bundlers: the module is fetched from beside this file, before anything that
// imports this runs.
import init from './dist/procurement.js';

await init({ module_or_path: new URL('./dist/procurement_bg.wasm', import.meta.url) });

export { Workspace, explain, preview, previewJson, validatePurchaseOrder } from './dist/procurement.js';
