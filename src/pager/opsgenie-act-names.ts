/** What each act on an alert is called where the status of a request is told. */
import type { AlertAct } from './opsgenie-types.ts';

export interface ActName {
  action: string;
  /** Of a request that was carried out. */
  done: string;
}

export const ACT_NAMES: Record<AlertAct['type'], ActName> = {
  acknowledge: { action: 'Acknowledge', done: 'Acknowledged alert' },
  unacknowledge: { action: 'UnAcknowledge', done: 'Unacknowledged alert' },
  close: { action: 'Close', done: 'Closed alert' },
  delete: { action: 'Delete', done: 'Deleted alert' },
  snooze: { action: 'Snooze', done: 'Snoozed alert' },
  escalate: { action: 'EscalateToNext', done: 'Escalated alert' },
  addNote: { action: 'AddNote', done: 'Added note' },
  executeAction: { action: 'ExecuteCustomAction', done: 'Executed action' },
  assign: { action: 'Assign', done: 'Assigned alert' },
  addResponder: { action: 'AddResponder', done: 'Added responder' },
  addTeam: { action: 'AddTeam', done: 'Added team' },
  addTags: { action: 'AddTags', done: 'Added tags' },
  removeTags: { action: 'RemoveTags', done: 'Removed tags' },
  addDetails: { action: 'AddDetails', done: 'Added details' },
  removeDetails: { action: 'RemoveDetails', done: 'Removed details' },
  setMessage: { action: 'UpdateMessage', done: 'Updated message' },
  setDescription: { action: 'UpdateDescription', done: 'Updated description' },
  setPriority: { action: 'UpdatePriority', done: 'Updated priority' },
};
