-- Some languages have another word for a status now, and Kommo's filters compare whole words: a lead that shows a former
-- word is written once more. `unlessChanged` keeps what a person has entered since.
UPDATE "effects" AS e SET
  "content" = e."content" || jsonb_build_object('unlessChanged', e."content" -> 'values'),
  "state" = 'open', "attempts" = 0, "next_attempt" = now(), "sent_at" = NULL, "last_error" = NULL
FROM "accounts" a
WHERE a."id" = e."account_id" AND e."kind" = 'ledger_fields' AND e."state" = 'done' AND EXISTS (
  SELECT FROM jsonb_array_elements(e."content" -> 'values') AS written
  WHERE written -> 'fieldId' = a."settings" -> 'fields' -> 'status' AND written ->> 'value' IN (
    'Prueba', 'Vencido', 'Teste', 'Estorno', 'Gecikmiş', 'Pembayaran tertunda', 'Uji coba', 'Tolak bayar'));
