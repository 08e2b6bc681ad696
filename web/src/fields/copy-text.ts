/**
 * Puts a text where it can be pasted from, and says so. On a page without TLS that is not
 * of this machine browsers hold their clipboard back, and do let what is marked be copied.
 */
import { notifyDone, notifyFailed } from '../notices/notices.tsx';

/** @param said once it is there: "The key is copied." */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    if (window.isSecureContext) await navigator.clipboard.writeText(text);
    else if (!copyMarked(text)) throw new Error('Mark it by hand.');
    notifyDone(said);
  } catch (error) {
    notifyFailed('The browser does not let it be copied.', error);
  }
}

function copyMarked(text: string): boolean {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  field.readOnly = true;
  // On the page and out of sight: what is hidden can't be marked.
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
