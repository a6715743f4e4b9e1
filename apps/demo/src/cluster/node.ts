export interface NodePlan {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly cores: number;
  readonly memoryBytes: number;
}

/** A machine of the cluster. */
export class Node {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly cores: number;
  readonly memoryBytes: number;
  readonly ip: string;
  readonly index: number;
  readonly bootedMs: number;
  readonly machineId: string;
  readonly bootId: string;
  /** Power and network are there. */
  isUp = true;
  /** What the node controller made of missing heartbeats. */
  isReady = true;
  readyChangedMs: number;
  isCordoned = false;
  downSinceMs: number | undefined;
  heartbeatMs = 0;

  constructor(plan: NodePlan, ip: string, index: number, bootedMs: number, machineId: string, bootId: string) {
    this.name = plan.name;
    this.role = plan.role;
    this.cores = plan.cores;
    this.memoryBytes = plan.memoryBytes;
    this.ip = ip;
    this.index = index;
    this.bootedMs = bootedMs;
    this.readyChangedMs = bootedMs + 40_000;
    this.machineId = machineId;
    this.bootId = bootId;
  }
}
