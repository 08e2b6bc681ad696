/** Whether a browser's request comes from a page of ours, by the `Origin` that pages can't forge. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  return URL.canParse(origin) && [host, new URL(publicUrl).host].includes(new URL(origin).host);
}
