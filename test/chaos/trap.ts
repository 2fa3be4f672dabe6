import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';

import { crashPoints, type Passage } from '../../activities/crash-points.js';
import { accountsIn, type Command, kindsIn, type Note, type Orders, type Step } from './note.js';

/**
 * Loaded into a worker process before `activities/worker.js`, which runs as it is. Watches what is in flight, and ends the
 * process with SIGKILL where it was ordered to: right between two changes of the outside world.
 */
const steps = new Set<Step>();
const current = new AsyncLocalStorage<Step>();
let orders: Orders | undefined;
let toSkip = 0;
let vaultStands = false;
let relaxed = false;

class StepWatch implements ActivityInboundCallsInterceptor {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    steps.add(this.#step);
    try {
      return await current.run(this.#step, () => next(input));
    } finally {
      steps.delete(this.#step);
    }
  }
}

const watch: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: new StepWatch({
    activity: info.activityType,
    workflowId: info.workflowExecution?.workflowId ?? '',
    attempt: info.attempt,
    since: Date.now(),
    point: null,
    subject: null,
  }),
});

function passed({ point, subject }: Passage): void {
  const step = current.getStore();
  if (step !== undefined) Object.assign(step, { point, subject });
  if (orders === undefined || !(relaxed || isEnough(orders))) return;
  if (vaultStands && orders.vault?.at === point) {
    vaultStands = false;
    process.kill(orders.vault.pid, 'SIGKILL');
  }
  if (point !== orders.point) return;
  toSkip -= 1;
  if (toSkip < 0 || relaxed) die(point, orders);
}

/** What belongs to accounts and attempts to connect; schedules run beside them. */
const inFlight = () => [...steps].filter(({ workflowId }) => workflowId.startsWith('revenuecat-'));

function isEnough({ accounts, kinds }: Orders): boolean {
  const found = inFlight();
  return accountsIn(found) >= accounts && kindsIn(found) >= kinds;
}

/** Synchronous from the passage to the signal: nothing else of this process runs in between. */
function die(point: Note['point'], { file, ...ordered }: Orders): void {
  const note: Note = {
    point,
    at: Date.now(),
    enough: isEnough({ file, ...ordered }),
    steps: inFlight(),
  };
  const descriptor = openSync(file, 'w', 0o600);
  writeSync(descriptor, JSON.stringify(note));
  fsyncSync(descriptor);
  closeSync(descriptor);
  process.kill(process.pid, 'SIGKILL');
}

function obey(command: Command): void {
  if ('arm' in command) {
    orders = command.arm;
    toSkip = orders.skip;
    vaultStands = orders.vault !== null;
    relaxed = false;
  } else if ('relax' in command) relaxed = true;
  else if (orders !== undefined) die(null, orders);
}

/** Workflows run in threads, which load this too. */
if (isMainThread) {
  const { Worker } = await import('@temporalio/worker');
  const create = Worker.create.bind(Worker);
  Worker.create = (options) =>
    create({
      ...options,
      // What a dead worker had in its cache goes to the next one this soon; ten seconds otherwise.
      stickyQueueScheduleToStartTimeout: '2 seconds',
      interceptors: {
        ...options.interceptors,
        activity: [...(options.interceptors?.activity ?? []), watch],
      },
    });
  crashPoints.subscribe((message) => passed(message as Passage));
  process.on('message', (message) => obey(message as Command));
  // A listener keeps the channel open, and the channel the process alive; this listener should not.
  process.channel?.unref();
}
