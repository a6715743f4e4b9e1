/** Told when this agent begins or ceases to hold something; what it returns is waited for before anybody else can hold it. */
export type LeadershipListener = (isLeader: boolean) => Promise<void> | void;

/** Whether this agent is the one that does what is to be done once. */
export interface Leadership {
  /** By the clock, at this moment: a leader that has not renewed in time is none, even before it has been told. */
  isLeader(): boolean;
  /** Calls `listener` from now on for each change. @returns ends it */
  subscribe(listener: LeadershipListener): () => void;
}

/** Where there is no election, every agent does everything. */
export const alwaysLeader: Leadership = { isLeader: () => true, subscribe: () => () => {} };
