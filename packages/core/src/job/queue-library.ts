/** What BullMQ's queue has that we need of it, whatever it stores its jobs in. */
export type JobQueue = {
  add(name: string, data: JobData, options: { readonly delay: number }): Promise<unknown>
  getJobCountByTypes(...types: ('waiting' | 'active' | 'delayed')[]): Promise<number>
  close(): Promise<void>
}

export type JobData = { readonly id: string }

/** What BullMQ's worker has that we need of it. */
export type QueueWorker = {
  waitUntilReady(): Promise<unknown>
  /** Runs until closed. */
  run(): Promise<void>
  /** Takes no new job and resolves when the running ones have ended. */
  close(): Promise<void>
}

/** Handles one job; `againAfterMs` puts it back for that time, which is no try. */
export type ProcessJob = (data: JobData) => Promise<{ readonly againAfterMs: number } | void>

/** BullMQ on one of its stores. Nothing connects before the first queue or worker is opened. */
export interface QueueLibrary {
  /** Resolves with a queue that is connected, or throws soon. */
  openQueue(name: string): Promise<JobQueue>
  createWorker(name: string, process: ProcessJob, options: { readonly concurrency: number }): QueueWorker
  /** Called when a close begins: lets go of whoever waits for a connection that is not there. */
  giveUp(): void
  close(): Promise<void>
}

/** The row behind a job is the truth: nothing of a finished one needs to be kept. */
export const jobOptions = { removeOnComplete: true, removeOnFail: true } as const
