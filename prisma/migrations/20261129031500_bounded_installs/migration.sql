-- A state is signed, so only a used one has to be known: it stands with the installation that used it.
DROP TABLE "oauth_states";
ALTER TABLE "pending_installs" DROP COLUMN "from_widget";
ALTER TABLE "pending_installs" ADD COLUMN "state_nonce" text;
ALTER TABLE "pending_installs" ADD COLUMN "attempted_at" timestamptz(3);
CREATE UNIQUE INDEX "pending_installs_state_nonce_key" ON "pending_installs" ("state_nonce");
CREATE INDEX "pending_installs_received_at_idx" ON "pending_installs" ("received_at");
CREATE INDEX "pending_installs_attempted_at_idx" ON "pending_installs" ("attempted_at");
