import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';

import { isNotFound } from '../api/problem.js';
import { LoadError } from '../ui/LoadError.js';
import { PageHeading } from './PageHeading.js';

/** Instead of a page whose first data could not be loaded. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isNotFound(error)) return <PageNotFound />;
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <>
      <PageHeading title="Revenue" />
      <LoadError what="The page" error={error} retry={retry} />
    </>
  );
}

/** The API does not tell what is not there from what is not ours, so neither does the page. */
export function PageNotFound() {
  return (
    <>
      <PageHeading title="There is nothing here" />
      <p>The address is wrong, or your key cannot see this project.</p>
      <p>
        <Link to="/" search={{ all: true }}>
          Go to your projects
        </Link>
      </p>
    </>
  );
}
