-- Leads that Kommo has no more, whose customers have to be looked for again: few among many.
CREATE INDEX "leads_deleted_idx" ON "leads" ("account_id", "lead_id") WHERE "is_deleted";
