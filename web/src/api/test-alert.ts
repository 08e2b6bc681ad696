/** An alert that goes the whole way and is marked: "TEST" first in every message, and kept out of figures. */
import { answerOf, api } from './client.ts';

export const sendTestAlert = (id: string) => answerOf(api.services[':id']['test-alert'].$post({ param: { id } }));
