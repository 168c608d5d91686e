import { z } from 'zod';

/** Writing to Kommo is paused: what `PUT /api/v1/pause` and, as `pause`, `GET /api/v1/status` answer. */
export const pauseView = z.object({
  since: z.iso.datetime(),
  reason: z.string(),
  /** Kommo's name of the user, or their number when Kommo has them no more; null when the server's operator paused it */
  by: z.string().nullable(),
});

export type PauseView = Readonly<z.infer<typeof pauseView>>;
