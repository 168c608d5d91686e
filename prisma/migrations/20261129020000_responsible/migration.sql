-- Who is responsible for a lead that was made, in turn among the pipeline's users.
ALTER TABLE "lead_creations"
  ADD COLUMN "pipeline_id" bigint,
  ADD COLUMN "responsible_id" bigint,
  ADD COLUMN "turn" integer;
