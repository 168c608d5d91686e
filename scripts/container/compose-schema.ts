import { z } from 'zod';

/** Parts of https://github.com/compose-spec/compose-spec/blob/main/spec.md that compose.yaml has; anything else is a mistake. */
const image = z.strictObject({
  image: z.string().optional(),
  build: z.string().optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'must be reached from this machine only')).optional(),
  read_only: z.boolean().optional(),
  volumes: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string().optional(), retries: z.number().optional() })
    .optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
});

export const composeSchema = z.strictObject({
  services: z.strictObject({
    app: image.extend({
      build: z.literal('.'),
      environment: z.looseObject({
        DATABASE_URL: z.string().startsWith('postgres://'),
        // Otherwise those of .env, which are for the machine itself, would win over the image's.
        HOST: z.literal('0.0.0.0'),
        PORT: z.literal('3000'),
        DATA_DIR: z.literal('/data'),
      }),
      read_only: z.literal(true),
    }),
    postgres: image,
  }),
  volumes: z.record(z.string(), z.null()),
});
