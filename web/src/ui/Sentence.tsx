import { exactUtc, momentInSentence } from '../format/moment.js';
import { useNow } from './use-now.js';

const ISO_MOMENT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/** A moment in the reader's own time, as it stands in a sentence: `14:05`, or `20 Nov 2026, 14:05`. */
export function When({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactUtc(new Date(at))}>
      {momentInSentence(new Date(at), new Date(now))}
    </time>
  );
}

/** A sentence of the API, which names moments in ISO 8601: here they stand in the reader's own time. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split(ISO_MOMENT).map((part, index) =>
    // Splitting by a group puts every match at an odd place.
    index % 2 === 0 ? part : <When key={index} at={part} />,
  );
}
