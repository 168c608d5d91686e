-- Set while an administrator has paused writing to Kommo.
ALTER TABLE "accounts" ADD COLUMN "writing_paused_at" timestamptz(3);
ALTER TABLE "accounts" ADD COLUMN "writing_pause_reason" text;
ALTER TABLE "accounts" ADD COLUMN "writing_paused_by" bigint;
