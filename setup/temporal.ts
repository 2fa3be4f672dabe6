import { setTimeout as delay } from 'node:timers/promises';

import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { SEARCH_ATTRIBUTE_KEYS } from '../workflows/search-attributes.js';

export interface TemporalSetup {
  readonly address: string;
  readonly namespace: string;
}

/** `temporal.api.enums.v1.IndexedValueType`; the SDK does not export it. */
const KEYWORD = 2;
/** gRPC's own numbers ("Status codes and their use in gRPC"). */
const ALREADY_EXISTS = 6;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
/** Temporal Cloud: search attributes are added on its pages. */
const UNIMPLEMENTED = 12;

const RETENTION = '30 days';

/** Makes namespace and search attributes what they should be. Repeating it changes nothing. */
export async function setupTemporal(setup: TemporalSetup): Promise<void> {
  await withConnection(setup, async (connection) => {
    await ensureNamespace(connection, setup.namespace);
    await ensureSearchAttributes(connection, setup.namespace);
  });
}

/** Whether the server answers for this namespace; false for every reason why it does not. */
export async function temporalAnswers(setup: TemporalSetup): Promise<boolean> {
  return withConnection(setup, (connection) => hasNamespace(connection, setup.namespace)).catch(() => false);
}

async function withConnection<T>(
  { address }: TemporalSetup,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  // TLS and API key come from the SDK's own settings, as for every process of ours.
  const { connectionOptions } = loadClientConnectConfig({ disableFile: true });
  const connection = Connection.lazy({ ...connectionOptions, address });
  try {
    return await connection.withDeadline(Date.now() + 30_000, () => work(connection));
  } finally {
    await connection.close();
  }
}

async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  if (await hasNamespace(connection, namespace)) return;
  await connection.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION) })
    .catch(tolerate(ALREADY_EXISTS));
}

async function hasNamespace(connection: Connection, namespace: string): Promise<boolean> {
  const answer = await connection.workflowService.describeNamespace({ namespace }).catch(tolerate(NOT_FOUND));
  return answer !== undefined;
}

async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const present = await searchAttributesOf(connection, namespace);
  const missing = SEARCH_ATTRIBUTE_KEYS.filter(({ name }) => !present.includes(name));
  if (missing.length === 0) return;
  const wanted = Object.fromEntries(missing.map(({ name }) => [name, KEYWORD]));
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
  } catch (error) {
    const status: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (status === ALREADY_EXISTS) return;
    if (status !== PERMISSION_DENIED && status !== UNIMPLEMENTED) throw error;
    const names = missing.map(({ name }) => name).join(', ');
    throw new Error(`Temporal does not let this client add search attributes. Add as Keyword: ${names}.`);
  }
}

/** Waits for the namespace where it is new: each part of the server learns of it some seconds later. */
async function searchAttributesOf(connection: Connection, namespace: string): Promise<string[]> {
  for (;;) {
    const answer = await connection.operatorService
      .listSearchAttributes({ namespace })
      .catch(tolerate(NOT_FOUND));
    if (answer !== undefined) return Object.keys(answer.customAttributes);
    await delay(200);
  }
}

/** A failed call with this status is an answer like any other, here `undefined`. */
function tolerate(status: number): (error: unknown) => undefined {
  return (error) => {
    if (isGrpcServiceError(error) && error.code === (status as typeof error.code)) return undefined;
    throw error;
  };
}
