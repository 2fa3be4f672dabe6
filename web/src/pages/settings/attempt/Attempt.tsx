import { useQuery } from '@tanstack/react-query';

import { connectionQuery } from '../../../api/connections.js';
import { isNotFound } from '../../../api/problem.js';
import type { Connection } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import type { ConnectHow } from '../connect/connect-how.js';
import { AttemptBound } from './AttemptBound.js';
import { AttemptFailed } from './AttemptFailed.js';
import { AttemptUnderWay } from './AttemptUnderWay.js';
import { ProjectChoice } from './ProjectChoice.js';

interface AttemptProps {
  readonly connectionId: string | undefined;
  /** Slug of the problem the way back from RevenueCat ended with. */
  readonly problem: string | undefined;
  readonly dismiss: () => void;
  /** Opens the dialog again, for the account the attempt was to reconnect, if it was one. */
  readonly again: (method: ConnectHow['method'], accountId: string | null) => void;
}

/** The result of an attempt to connect, or how far it has come. */
export function Attempt({ connectionId, problem, dismiss, again }: AttemptProps) {
  if (connectionId === undefined) {
    return <AttemptFailed slug={problem ?? ''} dismiss={dismiss} again={(method) => again(method, null)} />;
  }
  return <Followed connectionId={connectionId} fallback={problem} dismiss={dismiss} again={again} />;
}

interface FollowedProps extends Pick<AttemptProps, 'dismiss' | 'again'> {
  readonly connectionId: string;
  readonly fallback: string | undefined;
}

function Followed({ connectionId, fallback, dismiss, again }: FollowedProps) {
  const { project } = useProject();
  const { data: connection, error, isPending, refetch } = useQuery(connectionQuery(project.id, connectionId));
  const retry = (method: ConnectHow['method']) =>
    again(connection?.method === 'api_key' ? 'api_key' : method, connection?.account_id ?? null);
  if (isPending) return <Skeleton height={48} />;
  if (connection === undefined) {
    return isNotFound(error) ? (
      <AttemptFailed slug={fallback ?? 'attempt-unknown'} dismiss={dismiss} again={retry} />
    ) : (
      <LoadError what="The attempt to connect" error={error} retry={() => void refetch()} />
    );
  }
  switch (connection.status) {
    case 'awaiting_consent':
    case 'exchanging':
      // The callback says at once what the attempt itself learns a moment later.
      return fallback !== undefined ? (
        <AttemptFailed slug={fallback} dismiss={dismiss} again={retry} />
      ) : (
        <AttemptUnderWay connection={connection} dismiss={dismiss} again={() => retry('oauth')} />
      );
    case 'awaiting_choice':
      return <ProjectChoice connection={connection} dismiss={dismiss} />;
    case 'bound':
      return <AttemptBound accountId={connection.account_id} dismiss={dismiss} />;
    case 'failed':
    case 'expired':
    case 'cancelled':
      return (
        <AttemptFailed
          slug={fallback ?? slugOf(connection)}
          problem={connection.problem}
          accountId={connection.account_id}
          dismiss={dismiss}
          again={retry}
        />
      );
  }
}

function slugOf({ status, problem }: Connection): string {
  if (problem !== null) return problem.type.replace('/problems/', '');
  return status === 'expired' ? 'consent-expired' : status;
}
