-- Whether a newer fact has written a lead's price or field already.
CREATE INDEX "effects_done_values_idx" ON "effects" ("account_id", "lead_id")
  WHERE "state" = 'done' AND "kind" IN ('price', 'fields');
