import type { PackageFiles } from '../../server/front/archive/package-files.ts';
import type { Manifest } from './check-manifest.ts';
import { checkPicture } from './check-pictures.ts';

/** A slide of the marketplace's tour, in pixels: https://developers.kommo.com/docs/getting-listed */
export const SLIDE = { width: 1188, height: 616 } as const;

/** The archive's paths of the slides that the manifest names. */
export function slidesIn({ tour }: Manifest): readonly string[] {
  return Object.values(tour?.tour_images ?? {}).flatMap((paths) => paths.map((path) => path.slice(1)));
}

/** With a tour, every language of the widget has slides of the right size, and no other language has any. */
export function checkSlides(files: PackageFiles, manifest: Manifest): string[] {
  if (!manifest.tour) return [];
  const { locale: locales } = manifest.widget;
  const images = Object.keys(manifest.tour.tour_images);
  return [
    ...locales.filter((locale) => !images.includes(locale)).map((locale) => `The tour has no slides in ${locale}`),
    ...images
      .filter((image) => locales.every((locale) => locale !== image))
      .map((image) => `The tour has slides in ${image}, which the widget does not speak`),
    ...slidesIn(manifest).flatMap((path) => checkPicture(files, path, SLIDE)),
  ];
}
