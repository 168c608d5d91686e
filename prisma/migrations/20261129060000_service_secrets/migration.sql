-- Secrets of the service itself, sealed: they outlive a change of ENCRYPTION_KEY, and tell at the start whether it fits.
CREATE TABLE "service_secrets" (
  "name" text NOT NULL,
  "value" text NOT NULL,
  PRIMARY KEY ("name")
);
