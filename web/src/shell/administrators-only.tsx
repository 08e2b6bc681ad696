/** In the place of what only an administrator can do: why it is not there, and how it would be. */
import { Band } from './band.tsx';

export function AdministratorsOnly({ what }: { /** "Keys are made and taken back" */ what: string }) {
  return (
    <Band tone="note" title={`${what} by administrators.`}>
      You are signed in to look, acknowledge and close. Sign in with an administrator’s key to do more.
    </Band>
  );
}
