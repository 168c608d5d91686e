-- What people changed, and nothing else ever changes it. Only whoever deletes a whole account deletes its entries, in a
-- transaction that says so: server/audit/permit-deleting.ts.

CREATE TABLE "audit_entries" (
  "id" BIGSERIAL NOT NULL,
  "account_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "user_id" BIGINT,
  "action" TEXT NOT NULL,
  "subject" TEXT,
  "before" JSONB,
  "after" JSONB,
  CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_entries_account_id_id_idx" ON "audit_entries" ("account_id", "id" DESC);

CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.account_id::text = current_setting('audit.deleted_account', true) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'audit_entries is append-only';
END $$;

CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION keep_audit_entries();
CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_entries();
