import * as procurement from '/package/browser.js';

import { check, checkImporters } from './check.js';

globalThis.check = (names) => check(procurement, names);
globalThis.checkImporters = async () => checkImporters(await import('/package/importers.browser.js'));
globalThis.ready = true;
