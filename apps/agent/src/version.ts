import manifest from '../package.json' with { type: 'json' };

/** Version of the agent, for its reports, metrics and User-Agent headers. */
export const AGENT_VERSION: string = manifest.version;
