import { ApiProblem } from '../api/problem.js';
import { Banner } from './Banner.js';
import { Button } from './Button.js';

interface LoadErrorProps {
  /** Begins the sentence: `Settings`. */
  readonly what: string;
  readonly error: unknown;
  readonly retry: () => void;
  /** What the reader may worry about without need. */
  readonly reassurance?: string;
}

/** Stands where the thing would stand that could not be loaded. Never offers to reconnect: that is not the cure. */
export function LoadError({ what, error, retry, reassurance }: LoadErrorProps) {
  const title = error instanceof ApiProblem ? error.body.title : 'The server cannot be reached';
  return (
    <Banner tone="worse" action={<Button onClick={retry}>Retry</Button>}>
      {what} could not be loaded ({title}). {reassurance}
    </Banner>
  );
}
