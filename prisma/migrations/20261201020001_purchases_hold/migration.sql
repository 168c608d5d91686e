-- A transaction of its own, so that the lock of the migration before is gone.
ALTER TABLE "facts" VALIDATE CONSTRAINT "facts_purchase_check";
