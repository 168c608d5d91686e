-- What was wrong with an account, from when it was noticed until it was over.
CREATE TABLE "alarms" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "code" text NOT NULL,
  "since" timestamptz(3) NOT NULL,
  "figures" jsonb NOT NULL,
  "noticed_at" timestamptz(3) NOT NULL,
  "absent_since" timestamptz(3),
  "ended_at" timestamptz(3),
  CONSTRAINT "alarms_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alarms_open_key" ON "alarms" ("account_id", "code") WHERE "ended_at" IS NULL;

-- What is to be sent about an alarm, and whether it was.
CREATE TABLE "alarm_messages" (
  "id" bigserial NOT NULL,
  "account_id" uuid NOT NULL,
  "alarm_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "channel" text NOT NULL,
  "state" text NOT NULL DEFAULT 'waiting',
  "attempts" integer NOT NULL DEFAULT 0,
  "next_attempt" timestamptz(3) NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "sent_at" timestamptz(3),
  "last_error" text,
  CONSTRAINT "alarm_messages_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alarm_messages_alarm_id_kind_channel_key" ON "alarm_messages" ("alarm_id", "kind", "channel");
