/** The link that a start prints for the person at its terminal: it signs in once, as an administrator, within 15 minutes. */
import { ADMIN_KEY_ID, type Sessions } from '../pager/access-types.ts';

/** Null where it could not be kept: the key signs in as well. */
export async function signInLink(sessions: Pick<Sessions, 'makeLink'>, url: string): Promise<string | null> {
  try {
    const { token } = await sessions.makeLink({ id: ADMIN_KEY_ID, name: ADMIN_KEY_ID, scope: 'admin' });
    // Behind the #, so that it is sent nowhere and logged nowhere: the page's button sends it.
    return `${url}/sign-in#token=${token}`;
  } catch {
    return null;
  }
}
