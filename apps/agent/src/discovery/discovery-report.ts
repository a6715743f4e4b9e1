import type { AgentStatusInput } from '@binnacle/api';
import { isError } from '../config/problem.ts';
import { targetReport } from '../status/status-document.ts';
import type { DiscoveryWork } from './discovery-work.ts';

/** Of pools and problems, what fits into a report that other things are in, too. */
const MAX_PROBLEMS = 100;

/** What discovery adds to the agent's report: each job as an input, each target that is scraped. */
export function discoveryReport({ discovery, runner }: Pick<DiscoveryWork, 'discovery' | 'runner'>): {
  readonly inputs: AgentStatusInput['inputs'];
  readonly targets: AgentStatusInput['targets'];
} {
  const inputs: AgentStatusInput['inputs'] = discovery.pools.map((pool) => {
    const problems = pool.problems.slice(0, MAX_PROBLEMS);
    return {
      id: pool.job.id,
      kind: pool.job.tier,
      source: pool.job.name,
      file: pool.job.place.file ?? null,
      state: problems.some(isError) && pool.targetCount === 0 ? 'failed' : 'running',
      targetCount: pool.targetCount,
      droppedCount: pool.droppedCount,
      problems,
    };
  });
  if (discovery.instancesCount > 0) {
    inputs.push({
      id: 'instances-annotation',
      kind: 'instances-annotation',
      source: 'datakit/prom.instances',
      file: null,
      state: 'running',
      targetCount: discovery.instancesCount,
      problems: [],
    });
  }
  return {
    inputs,
    targets: runner.scrapers.map((scraper) => targetReport(discovery.jobOf(scraper.target.id), scraper)),
  };
}
