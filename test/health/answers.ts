/** A canned answer of the simulator. */
export const answer = (status: number, body: object) => ({ kind: 'answer', status, body });

/** RevenueCat's error objects, as far as we look at them (REST v2, "Error Handling"). */
export const DENIED = { type: 'authorization_error', message: 'Your credentials lack the required scope.' };
export const UNAUTHORIZED = { type: 'authentication_error', message: 'The access token is not valid.' };
export const WRONG_QUESTION = { type: 'parameter_error', message: 'Unknown selector.' };

export const NO_CHARTS = 'charts_metrics:charts:read';
