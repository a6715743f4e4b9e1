export { serverCommand, welcome, type CommandIo } from './command.ts';
export { checkServerConfig, loadConfig, type LoadedConfig } from './config/load.ts';
export { readYaml, type ConfigProblem } from './config/yaml.ts';
export type { ServerConfig } from './config/config.ts';
export { startServer, type RunningServer, type ServerDeps } from './main.ts';
