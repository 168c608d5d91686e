-- Whether Kommo has refused cents in this account's prices.
ALTER TABLE "accounts" ADD COLUMN "whole_prices" BOOLEAN NOT NULL DEFAULT false;
