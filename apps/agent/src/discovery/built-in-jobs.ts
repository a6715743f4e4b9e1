import { annotatedPodsJob, annotatedServicesJob } from './annotations/annotation-jobs.ts';
import type { ClusterView } from './cluster-view.ts';
import type { ScrapeJob } from './scrape-job.ts';
import type { Automatic, DiscoverySettings } from './settings.ts';
import { apiserverFromOutside, corednsJob, kubeletJobs } from './well-known/cluster-jobs.ts';
import { envoyJob, istioCniJob, istiodJob, ztunnelJob } from './well-known/istio-jobs.ts';

/** What every cluster has, as far as this agent reaches it and it is not switched off. */
export function builtInJobs(
  { caches, access, node, isInside }: ClusterView,
  { intervalMs, envoyKeep, off, podNetwork }: DiscoverySettings,
): readonly ScrapeJob[] {
  const isOn = (kind: Automatic): boolean => !off.has(kind);
  const jobs: ScrapeJob[] = [];
  if (!isInside) {
    // The addresses of pods mean nothing here; the API server's is the one that works.
    const { server } = access;
    if (server !== undefined && isOn('apiserver')) jobs.push(apiserverFromOutside(intervalMs, access, server));
    return jobs;
  }
  if (caches.pods !== undefined) {
    if (isOn('istiod')) jobs.push(istiodJob(intervalMs));
    if (isOn('envoy')) jobs.push(envoyJob(intervalMs, envoyKeep));
    if (isOn('ztunnel')) jobs.push(ztunnelJob(intervalMs), istioCniJob(intervalMs));
    if (isOn('coredns')) jobs.push(corednsJob(intervalMs));
    if (isOn('pod-annotations')) jobs.push(annotatedPodsJob(intervalMs));
  }
  if (caches.endpointSlices !== undefined) {
    if (isOn('service-annotations')) jobs.push(annotatedServicesJob(intervalMs));
  }
  // Without a node of its own it asks all kubelets over the network, and only when it is told that it reaches them.
  const readsKubelets = node !== undefined || podNetwork === 'reachable';
  if (caches.nodes !== undefined && readsKubelets && isOn('kubelet')) {
    jobs.push(...kubeletJobs(intervalMs, access, node === undefined ? 'all' : 'own'));
  }
  return jobs;
}
