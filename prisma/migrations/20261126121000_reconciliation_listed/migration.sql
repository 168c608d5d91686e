-- The subscriptions that FastSpring lists are remembered beside its orders.
DROP TABLE "reconciliation_orders";
CREATE TABLE "reconciliation_listed" (
  "account_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "id" text NOT NULL,
  PRIMARY KEY ("account_id", "kind", "id")
);
