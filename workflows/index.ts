export { account } from './account.js';
export { connection } from './connection.js';
export { notify } from './notify.js';
export { rebuildSubscriptions } from './rebuild.js';
export { reconcileSecrets, reconcileWorkflows } from './reconcile.js';
export { sweepInbox } from './sweep.js';
export { tidyUp } from './tidy-up.js';
