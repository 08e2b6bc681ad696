/**
 * Shortens every e-mail address and phone number in a text that others may have
 * written (a gateway's reason, a library's error), as `maskTarget` does with a target.
 * It is made for logs: rather too much is shortened than too little.
 */
const ADDRESS = /([\p{L}\p{N}._%+'-]+)@(?:[\p{L}\p{N}-]+\.)*[\p{L}\p{N}-]*[\p{L}\p{N}]/gu;
/** With its plus sign, as E.164 has it; gaps as people write them. */
const NUMBER = /\+\d(?:[ .()-]{0,2}\d){6,14}/g;

export function maskText(text: string): string {
  return text.replace(ADDRESS, '$1@…').replace(NUMBER, (number) => `${number.slice(0, 3)}…${number.slice(-2)}`);
}
