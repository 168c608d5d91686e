import type { PackageFiles } from '../../server/front/archive/package-files.ts';

export const ICON = 'images/icon.svg';

/** Kommo's two backgrounds, on which an icon must be visible: https://developers.kommo.com/docs/getting-listed */
const GROUNDS = ['#ffffff', '#153043'];
const LEAST_CONTRAST = 3;

/**
 * The icon is a drawing without words, scripts or other files, and each of its colours is visible on both backgrounds.
 */
export function checkIcon(files: PackageFiles): string[] {
  const bytes = files.get(ICON);
  if (!bytes) return [];
  const svg = new TextDecoder().decode(bytes);
  if (!/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*>[\s\S]*<\/svg>\s*$/.test(svg))
    return [`${ICON} is not an SVG`];
  const colours = [...svg.matchAll(/\b(?:fill|stroke)="([^"]*)"/g)].flatMap(([, colour = '']) =>
    colour === 'none' ? [] : [colour],
  );
  return [
    ...(/<(script|text|image|style|foreignObject)\b|\bon\w+=|href=|style=|opacity=/i.test(svg)
      ? [`${ICON} holds more than shapes and their colours`]
      : []),
    ...(colours.length === 0 ? [`${ICON} names no colour, and black is not seen on ${GROUNDS[1]}`] : []),
    ...[...new Set(colours)].flatMap(checkColour),
  ];
}

function checkColour(colour: string): string[] {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return [`${ICON}: the colour ${colour} is not written as #rrggbb`];
  return GROUNDS.flatMap((ground) => {
    const contrast = contrastOf(colour, ground);
    if (contrast >= LEAST_CONTRAST) return [];
    return [`${ICON}: ${colour} has a contrast of ${contrast.toFixed(2)} on ${ground}, ${LEAST_CONTRAST} is needed`];
  });
}

/** 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrastOf(one: string, other: string): number {
  const [brighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return (brighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
