export { openBlocksEngine, type BlocksEngine } from './engine/blocks-engine.ts';
export {
  DEFAULT_LIMITS,
  type BlocksEngineOptions,
  type StorageEvent,
  type StorageLimits,
  type WalFsync,
} from './engine/options.ts';
export { openReader } from './read/open-reader.ts';
export {
  inspectFolder,
  type InspectedBlock,
  type InspectedLog,
  type InspectedWorkspace,
  type InspectProblem,
  type InspectReport,
} from './inspect/inspect-folder.ts';
export { repairFolder, type Repair } from './inspect/repair-folder.ts';
