import { join } from 'node:path';

import { startVault, type VaultServer, type VaultServerOptions } from '../../dev/services/vault.js';
import { Mortal } from './mortal.js';

/** A Vault that may be killed. */
export function startMortalVault(options: VaultServerOptions): Promise<Mortal<VaultServer>> {
  return Mortal.start({
    name: 'Vault',
    pidFile: join(options.dataDir, 'process.json'),
    start: (signal) => startVault({ ...options, signal }),
  });
}
