-- Remembered without their rights on leads, users would be refused until the list is read again.
DELETE FROM "kommo_memory" WHERE "name" = 'users';
