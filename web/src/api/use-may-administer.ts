/** Whether who is signed in may change how the pager is set up, be it after giving the key again. True until that is known. */
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './session.ts';

export const useMayAdminister = (): boolean => useQuery(sessionQuery()).data?.mayAdminister ?? true;
