import { z } from 'zod';
import { buildWidget } from '../build-widget.ts';

/** Builds the widget in a process of its own, so that the demo's page answers meanwhile: arguments are folder and address. */
const [folder, address] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
await buildWidget({ outDir: folder, publicUrl: address });
