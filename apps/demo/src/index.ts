export { startDemo, type DemoCluster, type DemoOptions, type RunningDemo } from './run/run-demo.ts';
export { CONTROL_HEADER } from './control/control-server.ts';
export { INCIDENTS, IncidentBoard, type IncidentState } from './incidents/incidents.ts';
export { Cluster, type ClusterOptions } from './cluster/cluster.ts';
export { Exporters } from './exporters/exporters.ts';
export { Recorder, type RecordedSeries } from './history/recorder.ts';
export { prodPlan, testPlan } from './plan/cluster-plans.ts';
export type { ClusterPlan } from './plan/plan.ts';
