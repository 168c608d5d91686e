import { z } from 'zod';

/**
 * What `POST /api/v1/fastspring/check` answers. `missing`: no credentials are saved; `unreachable`: FastSpring did not
 * answer in a way that says anything about them.
 */
export const fastspringCheckView = z.object({ verdict: z.enum(['accepted', 'refused', 'missing', 'unreachable']) });

export type FastspringCheckView = Readonly<z.infer<typeof fastspringCheckView>>;
