CREATE TABLE "lead_creations" (
  "account_id" uuid NOT NULL,
  "email_folded" text NOT NULL,
  "state" text NOT NULL DEFAULT 'wanted',
  "requested_by" bigint,
  "look_at" timestamptz(3) NOT NULL,
  "attempts" integer NOT NULL DEFAULT 0,
  "sent_at" timestamptz(3),
  "name" text,
  "lead_id" bigint,
  "done_at" timestamptz(3),
  "last_error" text,
  PRIMARY KEY ("account_id", "email_folded")
);
CREATE INDEX "lead_creations_state" ON "lead_creations" ("account_id", "state");
