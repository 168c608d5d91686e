-- A charge without webhook expansion does not tell its tax.
ALTER TABLE "orders" ALTER COLUMN "tax" DROP NOT NULL;
CREATE INDEX "orders_unknown_tax_idx" ON "orders" ("account_id", "occurred_at" DESC)
  WHERE "tax" IS NULL AND "state" = 'completed';
CREATE TABLE "fastspring_order_lookups" (
  "account_id" uuid NOT NULL,
  "order_id" text NOT NULL,
  "next_attempt" timestamptz(3) NOT NULL,
  PRIMARY KEY ("account_id", "order_id")
);
