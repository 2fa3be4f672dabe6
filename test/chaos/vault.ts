import { setTimeout as delay } from 'node:timers/promises';

import { startVault, type VaultServer, type VaultServerOptions } from '../../dev/services/vault.js';

export interface Outage {
  readonly from: number;
  /** Null while it lasts. */
  until: number | null;
}

/** A Vault that may be killed at any moment: a while later it stands again, at the same address with the same data. */
export class MortalVault {
  readonly outages: Outage[] = [];
  /** How long it stays away after its death, in milliseconds. */
  awayFor = 5_000;
  readonly #options: VaultServerOptions;
  #server: VaultServer;
  #isStopping = false;
  #returned: Promise<void> = Promise.resolve();

  private constructor(options: VaultServerOptions, server: VaultServer) {
    this.#options = options;
    this.#server = server;
    this.#watch();
  }

  static async start(options: VaultServerOptions): Promise<MortalVault> {
    return new MortalVault(options, await startVault(options));
  }

  get address(): string {
    return this.#server.address;
  }

  get rootToken(): string {
    return this.#server.rootToken;
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** Resolves when it stands. */
  async stands(): Promise<void> {
    await this.#returned;
  }

  async stop(): Promise<void> {
    await this.#returned;
    this.#isStopping = true;
    await this.#server.stop();
  }

  #watch(): void {
    void this.#server.ended.then(() => {
      if (!this.#isStopping) this.#returned = this.#comeBack();
    });
  }

  async #comeBack(): Promise<void> {
    const outage: Outage = { from: Date.now(), until: null };
    this.outages.push(outage);
    await delay(this.awayFor);
    this.#server = await startVault(this.#options);
    outage.until = Date.now();
    this.#watch();
  }
}
