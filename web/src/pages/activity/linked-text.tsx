/** A message's text with its links as links. */
import { Fragment, type ReactNode } from 'react';

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/;

export function linkedText(text: string): ReactNode {
  return text.split(LINK).map((part, index) => {
    // Every second part is what the pattern found; texts have no other name than their place.
    const key = `${index}`;
    return index % 2 === 0 ? <Fragment key={key}>{part}</Fragment> : <LetterLink key={key} href={part} />;
  });
}

const LetterLink = ({ href }: { href: string }) => (
  <a href={href} target="_blank" rel="noreferrer">
    {href}
  </a>
);
