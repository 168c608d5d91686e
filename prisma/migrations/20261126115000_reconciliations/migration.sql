-- When an account is next compared with FastSpring, by which process, and how it last went.
CREATE TABLE "reconciliations" (
  "account_id" uuid NOT NULL,
  "news_since" timestamptz(3) NOT NULL,
  "claim" uuid,
  "claimed_to" timestamptz(3),
  "catch_up_at" timestamptz(3) NOT NULL,
  "caught_up_to" timestamptz(3),
  "catch_up" jsonb,
  "comparison_at" timestamptz(3) NOT NULL,
  "progress" jsonb,
  "comparison" jsonb,
  PRIMARY KEY ("account_id")
);

-- The orders that FastSpring has listed in the comparison that is under way.
CREATE TABLE "reconciliation_orders" (
  "account_id" uuid NOT NULL,
  "order_id" text NOT NULL,
  PRIMARY KEY ("account_id", "order_id")
);
