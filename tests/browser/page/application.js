import { Workspace, explain, preview, previewJson } from '@tieback/procurement';

import { check, checkImporters } from './check.js';

globalThis.check = (names) => check({ Workspace, explain, preview, previewJson }, names);
globalThis.checkImporters = async () => checkImporters(await import('@tieback/procurement/importers'));
globalThis.ready = true;
