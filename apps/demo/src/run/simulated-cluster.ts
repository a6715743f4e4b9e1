import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN, KubeApiServer, serviceAccountUser } from '@binnacle/kube-api-server';
import { Cluster } from '../cluster/cluster.ts';
import { Exporters } from '../exporters/exporters.ts';
import { makeAuthority, type Authority } from '../http/certificates.ts';
import { EndpointServer } from '../http/endpoint-server.ts';
import { mirror } from '../objects/mirror.ts';
import type { ClusterPlan } from '../plan/plan.ts';

const API_PORT = 6443;

export interface SimulatedClusterOptions {
  readonly plan: ClusterPlan;
  readonly seed: number;
  readonly startMs: number;
  readonly networkBase: number;
  readonly speed: number;
  /** For the kubeconfig and the certificate of its API server. */
  readonly dir: string;
}

/** A simulated cluster with everything that answers over HTTP: its API server, and what is scraped. */
export class SimulatedCluster {
  readonly cluster: Cluster;
  readonly exporters: Exporters;
  /** Where an administrator's kubeconfig is, and the agent's. */
  readonly kubeconfig: string;
  readonly agentKubeconfig: string;
  readonly #authority: Authority;
  readonly #api: KubeApiServer;
  readonly #endpoints: EndpointServer;
  #endMirror: (() => void) | undefined;
  readonly #dir: string;

  constructor({ plan, seed, startMs, networkBase, speed, dir }: SimulatedClusterOptions) {
    this.cluster = new Cluster({ plan, seed, startMs, networkBase, speed });
    this.exporters = new Exporters(this.cluster);
    this.#dir = dir;
    this.kubeconfig = join(dir, 'kubeconfig');
    this.agentKubeconfig = join(dir, 'agent-kubeconfig');
    this.#authority = makeAuthority(`${plan.name} simulated CA`);
    const [adminToken, agentToken] = [newToken(), newToken()];
    const release = /^v(\d+\.\d+)/.exec(plan.kubernetesVersion)?.[1] ?? '1.31';
    this.#api = new KubeApiServer({
      release,
      customResources: ['istio', 'monitoring'],
      tokens: { [adminToken]: ADMIN, [agentToken]: serviceAccountUser('binnacle', 'binnacle-agent') },
      withoutToken: 'refused',
      podDeletion: 'kubelet',
      // The model's own controllers take away what belongs to what is deleted.
      garbageCollection: 'off',
      intercept: ({ info }) =>
        Promise.resolve(
          info.kind === 'path' && info.path === '/metrics'
            ? { code: 200, body: this.#apiMetrics(), contentType: 'text/plain; version=0.0.4; charset=utf-8' }
            : undefined,
        ),
    });
    this.#endpoints = new EndpointServer(this.cluster, this.exporters, this.#authority, (token) =>
      [adminToken, agentToken].includes(token),
    );
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const ca = Buffer.from(this.#authority.cert).toString('base64');
    for (const [file, user, token] of [
      [this.kubeconfig, 'admin', adminToken],
      [this.agentKubeconfig, 'agent', agentToken],
    ] as const) {
      writeFileSync(file, kubeconfigText(plan.name, this.apiUrl, ca, user, token));
      chmodSync(file, 0o600);
    }
  }

  get name(): string {
    return this.cluster.plan.name;
  }

  get apiUrl(): string {
    return `https://${this.cluster.addresses.apiServer}:${API_PORT}`;
  }

  /** Opens the API server and every endpoint. */
  async listen(): Promise<void> {
    const host = this.cluster.addresses.apiServer;
    this.#endMirror = mirror(this.cluster.objects, this.#api.store);
    await this.#api.listen({ host, port: API_PORT, tls: this.#authority.issue('kube-apiserver', [host, 'localhost']) });
    await this.#endpoints.follow();
  }

  /** One step of its time; new pods begin to listen. */
  async step(nowMs: number): Promise<void> {
    this.cluster.step(nowMs);
    this.exporters.step();
    await this.#endpoints.follow();
  }

  async close(): Promise<void> {
    this.#endMirror?.();
    await this.#endpoints.close();
    await this.#api.close();
  }

  #apiMetrics(): string {
    return (
      this.exporters
        .targets()
        .find(({ kind }) => kind === 'api-server')
        ?.set.render() ?? ''
    );
  }

  /** The folder of its files. */
  get dir(): string {
    return this.#dir;
  }
}

const newToken = (): string => randomBytes(24).toString('base64url');

const kubeconfigText = (cluster: string, server: string, ca: string, user: string, token: string): string =>
  `apiVersion: v1
kind: Config
clusters:
  - name: ${cluster}
    cluster:
      server: ${server}
      certificate-authority-data: ${ca}
users:
  - name: ${user}
    user:
      token: ${token}
contexts:
  - name: ${cluster}
    context:
      cluster: ${cluster}
      user: ${user}
current-context: ${cluster}
`;
