import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures pass through the payload codec too, so that history holds no plain text. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
