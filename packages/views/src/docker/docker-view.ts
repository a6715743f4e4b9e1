import { text, titledGroup } from '../built-in-panels.ts';
import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { engineRows, lifecycleRows } from './engine.ts';
import { HOST } from './expressions.ts';
import { headPanels } from './head.ts';
import { inventoryRows } from './inventory.ts';
import { overviewRows } from './overview.ts';
import { cpuRows, memoryRows } from './resources.ts';
import { diskRows, networkRows, pressureRows } from './traffic.ts';

const chosen = { multi: true, includeAll: true } as const;
const kubelet = `container_last_seen{${HOST},pod!="",container!="",container!="POD"`;
const docker = `container_last_seen{${HOST},pod="",name!=""`;

/**
 * The Docker view: containers of Docker engines, of a cAdvisor beside them, and of kubelets. What a container is called
 * is its `name` with Docker and its `container` with a kubelet, so the variables are read from a query over both.
 */
export const dockerView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: text('Docker Monitoring View', 'Docker 监控视图'),
  description: text(
    'CPU, memory, network and disks of containers, and the engine that runs them.',
    '容器的 CPU、内存、网络与磁盘，以及运行它们的引擎。',
  ),
  tags: ['docker', 'containers'],
  presence: 'cluster=~"$cluster"',
  variables: [
    {
      // Not one of the three its users know: links from other views set it.
      kind: 'query',
      name: 'cluster',
      title: text('Cluster', '集群'),
      query: 'label_values(container_last_seen, cluster)',
      ...chosen,
      hidden: true,
    },
    {
      kind: 'query',
      name: 'host',
      title: text('Host', '主机名'),
      query: 'label_values(container_last_seen{cluster=~"$cluster"}, instance)',
      ...chosen,
    },
    {
      kind: 'query',
      name: 'container_name',
      title: text('Container name', '容器名'),
      query: `query_result(group by (container) (${kubelet}} or label_replace(${docker}}, "container", "$1", "name", "(.*)")))`,
      regex: '^\\{container="(.*)"\\} ',
      ...chosen,
    },
    {
      kind: 'query',
      name: 'container_id',
      title: text('Container ID', '容器 ID'),
      query: `query_result(group by (id) (${kubelet},container=~"$container_name"} or ${docker},name=~"$container_name"}))`,
      regex: '^\\{id="(.*)"\\} ',
      ...chosen,
    },
  ],
  groups: [
    { id: 'head', layout: 'row', panels: [...headPanels] },
    titledGroup('overview', text('Overview', '概览'), overviewRows),
    titledGroup('inventory', text('Inventory', '清单'), inventoryRows),
    titledGroup('cpu', text('CPU', 'CPU'), cpuRows),
    titledGroup('memory', text('Memory', '内存'), memoryRows),
    titledGroup('network', text('Network', '网络'), networkRows),
    titledGroup('disk', text('Disk', '磁盘'), diskRows),
    titledGroup('pressure', text('Pressure and processes', '压力与进程'), pressureRows),
    titledGroup('lifecycle', text('Lifecycle', '生命周期'), lifecycleRows),
    titledGroup('engine', text('Engine', '引擎'), engineRows),
  ],
});
