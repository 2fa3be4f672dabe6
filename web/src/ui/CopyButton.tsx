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
  readonly onError?: (error: unknown) => void;
}

/** Copies, and says so where it was pressed. */
export function CopyButton({ what, text, word, onError }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2_000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setCopied(true);
      announce(`Copied: ${what}`);
    } catch (error) {
      onError?.(error);
    }
  };
  const icon = copied ? Check : Copy;
  if (word === undefined) {
    return <IconButton icon={icon} label={copied ? 'Copied' : `Copy ${what}`} onClick={() => void copy()} />;
  }
  return (
    <Button variant="quiet" icon={icon} onClick={() => void copy()}>
      {copied ? 'Copied' : word}
    </Button>
  );
}
