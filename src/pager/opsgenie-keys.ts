/**
 * Where Opsgenie's alerts lie in Redis. All of one alias lies in one partition; which
 * it is can be read off an alert's id, a tinyId (modulo 16) and a request's id (its
 * first digit), so each is found without an index.
 */
import { randomUUID } from 'node:crypto';
import { type Keyspace, PARTITIONS, type Partition } from '../runtime/keys.ts';
import { aliasUuid, uuidOfAlertId, uuidOfOwnAlias } from './opsgenie-alert.ts';

/** Read across all partitions, newest first. */
export const indexOf = (integrationId: string): string => `opsgenie/${integrationId}`;

/** One that was sent without an alias has its id for one. */
export const uuidOfAlias = (integrationId: string, alias: string): string =>
  uuidOfOwnAlias(alias) ?? aliasUuid(integrationId, alias);

export type OpsgenieKeys = ReturnType<typeof createOpsgenieKeys>;

export function createOpsgenieKeys(keys: Keyspace) {
  const partitionOf = (uuid: string): Partition => keys.partitionOf(`opsgenie/${uuid}`);
  const partitionOfAlert = (id: string): Partition => partitionOf(uuidOfAlertId(id) ?? '');
  const numbered = (number: number): Partition => (keys.partitions[number] ?? keys.partitions[0]) as Partition;
  const tinyIn = (partition: Partition, integrationId: string, tinyId: string) =>
    partition.doc(`opsgenie-tiny/${integrationId}/${tinyId}`);

  return {
    partitions: keys.partitions,
    partitionOf,
    partitionOfAlert,
    record: (integrationId: string, id: string) => partitionOfAlert(id).doc(`opsgenie/${integrationId}/${id}`),
    log: (integrationId: string, id: string) => partitionOfAlert(id).timeline(`opsgenie/${integrationId}/${id}`),
    alias: (integrationId: string, uuid: string) => partitionOf(uuid).doc(`opsgenie-alias/${integrationId}/${uuid}`),
    claim: (integrationId: string, uuid: string, name: string) =>
      partitionOf(uuid).doc(`opsgenie-claim/${integrationId}/${name}`),
    count: (partition: Partition, integrationId: string) => partition.doc(`opsgenie-count/${integrationId}`),
    index: (partition: Partition, integrationId: string) => partition.index(indexOf(integrationId)),
    /** Of all integrations, as `<integration>/<id>`. */
    everything: (partition: Partition) => partition.index('opsgenie'),
    tinyIn,
    tiny(integrationId: string, tinyId: string): string {
      const number = /^\d{1,15}$/.test(tinyId) ? Number(tinyId) % PARTITIONS : 0;
      return tinyIn(numbered(number), integrationId, tinyId);
    },
    request: (integrationId: string, requestId: string) =>
      numbered(Number.parseInt(requestId.slice(0, 1), PARTITIONS)).doc(
        `opsgenie-request/${integrationId}/${requestId}`,
      ),
    /** Beside the alert that it is about; null: about none. */
    newRequestId(uuid: string | null): string {
      const id = randomUUID();
      return uuid === null ? id : `${partitionOf(uuid).number.toString(PARTITIONS)}${id.slice(1)}`;
    },
  };
}
