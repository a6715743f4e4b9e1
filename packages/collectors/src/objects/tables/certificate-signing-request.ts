import type { KubeObject } from '@binnacle/kube';
import { created, gauge, number, table, type Condition } from '../metric-table.ts';

interface Request extends KubeObject {
  readonly spec?: { readonly signerName?: string };
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly Condition[] };
}

export const certificateSigningRequestTable = table<Request>({
  kind: 'CertificateSigningRequest',
  prefix: 'kube_certificatesigningrequest',
  promoted: 'both',
  identity: ({ metadata, spec }) => ({ certificatesigningrequest: metadata.name, signer_name: spec?.signerName ?? '' }),
  rows: [
    created('kube_certificatesigningrequest'),
    gauge(
      'kube_certificatesigningrequest_condition',
      'How often a request was approved or denied.',
      ({ status }, emit) => {
        const count = (type: string): number => status?.conditions?.filter((one) => one.type === type).length ?? 0;
        emit(count('Approved'), { condition: 'approved' });
        emit(count('Denied'), { condition: 'denied' });
      },
    ),
    number('kube_certificatesigningrequest_cert_length', 'Bytes of the certificate.', ({ status }) =>
      Buffer.byteLength(status?.certificate ?? '', 'base64'),
    ),
  ],
});
