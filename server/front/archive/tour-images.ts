/** The path of a slide in the archive; the first is 1. */
export const slidePath = (locale: string, number: number): string => `images/tour_${number}_${locale}.png`;

/** The manifest's `tour_images` for the files of the archive: https://developers.kommo.com/docs/manifest-json */
export function tourImages(paths: Iterable<string>): Readonly<Record<string, readonly string[]>> {
  const slides = [...paths].sort().flatMap((path) => {
    const locale = /^images\/tour_\d_([a-z]{2})\.png$/.exec(path)?.[1];
    return locale === undefined ? [] : [{ locale, path: `/${path}` }];
  });
  const ofLocale = Map.groupBy(slides, ({ locale }) => locale);
  return Object.fromEntries([...ofLocale].map(([locale, found]) => [locale, found.map(({ path }) => path)]));
}
