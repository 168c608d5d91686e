import { writeParts } from '../server/front/archive/built-parts.ts';
import { hashSources } from '../server/front/archive/sources.ts';
import { buildParts, PROJECT } from './widget-package/build-parts.ts';

/** Leaves in `dist/parts` what the service makes `/widget.zip` of: production has no bundler. */
const stamp = await hashSources(PROJECT);
if (stamp === null) throw new Error('There is no folder widget to build.');
await writeParts(PROJECT, await buildParts(), stamp);
