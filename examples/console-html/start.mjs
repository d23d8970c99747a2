// This console with the backend and the server of examples/console-backend.
import path from 'node:path';

import { start } from '../console-backend/start.mjs';

await start(path.join(import.meta.dirname, 'console'));
