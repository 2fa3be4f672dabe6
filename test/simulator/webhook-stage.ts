import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import type { Item, WebhookEvent } from './bodies.js';
import { Receiver } from './receiver.js';
import type { Answer } from './support.js';
import { Harness } from './support.js';

/** A simulator with the real clock, a young RevenueCat project, and somebody to receive its webhooks. */
export class WebhookStage {
  readonly rc: Harness;
  readonly hooks: Receiver;
  /** The RevenueCat project, and a key to it. */
  readonly id: string;
  readonly key: string;

  private constructor(rc: Harness, hooks: Receiver, project: { id: string; key: string }) {
    this.rc = rc;
    this.hooks = hooks;
    this.id = project.id;
    this.key = project.key;
  }

  static async open(): Promise<WebhookStage> {
    // Retries 5 to 80 minutes apart become 3 to 48 milliseconds.
    const rc = await Harness.start({ clock: Date.now, settings: { deliveryTimeScale: 1e-5 } });
    return new WebhookStage(rc, await new Receiver().open(), await rc.youngProject());
  }

  async close(): Promise<void> {
    await this.rc.close();
    await this.hooks.close();
  }

  /** Adds an integration as pasting the receiver's address in the dashboard does. */
  paste(fields: Record<string, unknown> = {}): Promise<Answer> {
    return this.rc.control('POST', `/projects/${this.id}/integrations`, { url: this.hooks.url, ...fields });
  }

  /** Makes something happen now; gives the events as webhooks tell them. */
  async happen(kind: string): Promise<WebhookEvent[]> {
    const { body } = await this.rc.control('POST', `/projects/${this.id}/live-events`, { kind });
    return body.items.map(({ event }) => event);
  }

  /** All deliveries, once none is pending. */
  settled(): Promise<Item[]> {
    return eventually(async () => {
      const { items } = (await this.rc.control('GET', '/deliveries')).body;
      assert.ok(items.every(({ status }) => status !== 'pending'));
      return items;
    });
  }
}
