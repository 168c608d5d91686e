-- Checkout links made on a lead's card. What became of a link is read from the orders that came back with its mark.
CREATE TABLE "payment_links" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "lead_id" BIGINT NOT NULL,
    "token" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fastspring_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "product_path" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "coupon" TEXT,
    "email" TEXT NOT NULL,
    "created_by" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    CONSTRAINT "payment_links_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "payment_links_token_key" ON "payment_links" ("token");
CREATE INDEX "payment_links_account_id_lead_id_created_at_idx" ON "payment_links" ("account_id", "lead_id", "created_at" DESC);
-- The orders that a link or a quote became: few orders have either.
CREATE INDEX "orders_payment_link_idx" ON "orders" ("account_id", ("details"->'tags'->>'kommo_payment_link'))
    WHERE "details"->'tags'->>'kommo_payment_link' IS NOT NULL;
CREATE INDEX "orders_quote_idx" ON "orders" ("account_id", ("details"->>'quoteId')) WHERE "details"->>'quoteId' IS NOT NULL;
