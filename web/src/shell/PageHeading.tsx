import { type ReactNode, useEffect, useRef } from 'react';

import styles from './PageHeading.module.css';

let pagesShown = 0;

interface PageHeadingProps {
  readonly title: string;
  /** Name of the project the page is about, for the browser's title. */
  readonly project?: string;
  /** Main acts of the page. */
  readonly children?: ReactNode;
}

/** The page's only `h1`. It takes the focus after a change of page, so that reading goes on where the new page begins. */
export function PageHeading({ title, project, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (pagesShown > 0) heading.current?.focus({ preventScroll: true });
    pagesShown += 1;
  }, []);
  return (
    <div className={styles.heading}>
      <title>{project === undefined ? title : `${title} · ${project}`}</title>
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      {children}
    </div>
  );
}
