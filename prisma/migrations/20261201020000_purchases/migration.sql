-- The place of a paid order among its customer's, as the rules took it when they decided: docs/decisions/0025-first-purchase.md
-- Facts that were planned before have none. Adding a column without a default rewrites nothing.
ALTER TABLE "facts"
  ADD COLUMN "purchase" text,
  ADD CONSTRAINT "facts_purchase_check" CHECK ("purchase" IN ('first', 'repeat', 'renewal')) NOT VALID;

-- Whether a customer has had the first order.
CREATE INDEX "facts_first_purchase_idx" ON "facts" ("account_id", "customer_id") WHERE "purchase" = 'first';
