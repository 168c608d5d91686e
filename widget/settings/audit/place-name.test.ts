import { expect, test } from 'vitest';
import { settingsSchema } from '../../../server/rules/settings/settings.ts';
import texts from '../../i18n/en.json' with { type: 'json' };
import { placeName } from './place-name.ts';

/** Of every value that the settings hold, a list counting as one. */
function placesIn(value: object, path = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, each]) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? placesIn(each, `${path}${name}.`)
      : [`${path}${name}`],
  );
}

test('every setting has a name in words', () => {
  const places = placesIn(settingsSchema.parse({ paymentLinks: { checkout: { storeId: 'acme', checkoutId: 'web' } } }));
  expect(places.length).toBeGreaterThan(15);
  expect(places.filter((place) => placeName(place, texts.page) === place)).toEqual([]);
});

test('the name is the label of its field', () => {
  expect(placeName('fastspring.apiPassword', texts.page)).toBe('API password');
  expect(placeName('fields.nextChargeAt', texts.page)).toBe('Next charge');
  expect(placeName('of.another.version', texts.page)).toBe('of.another.version');
});
