/** The address of a webhook, in normal form. Whether it may be reached is asked when it is connected to. */
import { z } from 'zod';

const URL_MAX = 1_000;
const message = 'expected a URL such as "https://example.com/hook", without name and password';

export const webhookUrlSchema = z
  .string()
  .max(URL_MAX)
  .transform((text, issue) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
      url.hash = '';
      return url.href;
    }
    issue.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
