/** What the server has against one place of an input, or against anything below it. Pure. */
export function errorAt(errors: readonly { pointer: string; message: string }[], pointer: string): string | undefined {
  return errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.message;
}
