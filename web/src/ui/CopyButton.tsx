import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

import { announce } from './announce.js';
import { Button } from './Button.js';
import { IconButton } from './IconButton.js';

interface CopyButtonProps {
  /** What is copied, for those who listen: `account id`. */
  readonly what: string;
  /** The text, or how to get it at the moment it is wanted. */
  readonly text: string | (() => Promise<string>);
  /** With the word "Copy" beside the icon. */
  readonly word?: string;
}

/** Copies, and says so where it was pressed. */
export function CopyButton({ what, text, word }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2_000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    setFailed(false);
    try {
      // Not there without TLS; a browser may refuse it, too.
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setCopied(true);
      announce(`Copied: ${what}`);
    } catch {
      setFailed(true);
    }
  };
  const icon = copied ? Check : Copy;
  return (
    <>
      {word === undefined ? (
        <IconButton icon={icon} label={copied ? 'Copied' : `Copy ${what}`} onClick={() => void copy()} />
      ) : (
        <Button variant="quiet" icon={icon} onClick={() => void copy()}>
          {copied ? 'Copied' : word}
        </Button>
      )}
      {failed && <span role="alert">Could not copy. Select the text instead.</span>}
    </>
  );
}
