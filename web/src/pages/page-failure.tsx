/** A page that could not be drawn: what went wrong, and a way on. */
import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { wordsOf } from '../api/problem.ts';
import { PageHead } from '../shell/page-head.tsx';

export function PageFailure({ error, reset }: ErrorComponentProps) {
  return (
    <PageHead title="This page can’t be shown." sub={`${wordsOf(error)} Paging goes on: only the page has failed.`}>
      <Button onClick={reset}>Try again</Button>
    </PageHead>
  );
}
