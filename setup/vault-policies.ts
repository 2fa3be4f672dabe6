/**
 * Who may do what in Vault. Each area is a mount of its own, so that a glob of one policy can never reach into another:
 * Vault below 2.0 lets a policy with a glob delete secrets that it may not read (CVE-2026-3605).
 *
 * The api takes codes, verifiers and pasted keys in and knows the webhook tokens; what a credential is, it never learns.
 * The worker uses up what came in, and is the only one to hold credentials.
 */
export function policyFor(process: 'api' | 'worker', mount: string): string {
  return RULES[process].map(([path, capabilities]) => rule(`${mount}/${path}`, capabilities)).join('\n');
}

type Capability = 'create' | 'read' | 'update' | 'delete' | 'list';
type Rule = readonly [path: string, capabilities: readonly Capability[]];

const ALL: readonly Capability[] = ['create', 'read', 'update', 'delete', 'list'];

const RULES: Record<'api' | 'worker', readonly Rule[]> = {
  api: [
    ['inbound/data/*', ['create', 'read', 'update', 'delete']],
    ['inbound/metadata/*', ['read', 'list', 'delete']],
    ['webhook-tokens/data/*', ['create', 'read', 'update', 'delete']],
    ['webhook-tokens/metadata/*', ['read', 'list', 'delete']],
    ['payload-keys/data/current', ['read']],
  ],
  worker: [
    ['credentials/data/*', ALL],
    // List and read: how old each is, for the reconciler. Nobody loosens check-and-set of a path.
    ['credentials/metadata/*', ['read', 'list', 'delete']],
    // Update: a code is marked as sent, with check-and-set, before it is.
    ['inbound/data/*', ['read', 'update', 'delete']],
    ['inbound/metadata/*', ['read', 'list', 'delete']],
    ['webhook-tokens/data/+', ['read']],
    // Which of its account goes with it; read tells whether one was left behind.
    ['webhook-tokens/metadata/+/signing/+', ['read', 'delete']],
    ['payload-keys/data/current', ['read']],
  ],
};

function rule(path: string, capabilities: readonly Capability[]): string {
  return `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }`;
}
