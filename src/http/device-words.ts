/**
 * What a browser says of itself, in the two words by which its owner knows it: "Chrome on
 * Android". Made for a list of sessions; nothing is decided by it, since it can be forged.
 */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  // The others above call themselves Chrome too, and Chrome calls itself Safari.
  [/\b(?:Chrome|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Null: it says nothing that is known. */
export function deviceWords(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  const [browser, system] = [BROWSERS, SYSTEMS].map((known) => known.find(([says]) => says.test(userAgent))?.[1]);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? null;
}
