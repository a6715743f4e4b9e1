/** What was said about a cluster on the command line or in the environment. */
export interface KubernetesArgs {
  /** Whether it is to be looked at was said, one way or the other. */
  readonly isTold: boolean;
  /** Where to look. */
  readonly look: { readonly kubeconfig?: string; readonly context?: string };
}

export function kubernetesArgs(
  agentArgs: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): KubernetesArgs {
  const valueOf = (name: string): string | undefined => {
    const flag = agentArgs.findLast((arg) => arg.startsWith(`--${name}=`));
    return flag?.slice(name.length + 3) || env[`BINNACLE_${name.toUpperCase().replaceAll('.', '_')}`] || undefined;
  };
  const kubeconfig = valueOf('kubernetes.kubeconfig');
  const context = valueOf('kubernetes.context');
  return {
    isTold: valueOf('kubernetes') !== undefined || kubeconfig !== undefined,
    look: { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) },
  };
}
