import { reported, type Reported } from './reported.ts';

/** Istio's resources. */
export function mesh(born: number): Reported[] {
  const api = 'networking.istio.io/v1';
  return [
    reported(
      'VirtualService',
      api,
      'bookinfo',
      'reviews',
      {
        spec: {
          hosts: ['reviews'],
          http: [
            {
              name: 'jason',
              match: [{ headers: { 'end-user': { exact: 'jason' } } }],
              route: [{ destination: { host: 'reviews', subset: 'v2' } }],
            },
            {
              route: [
                { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
                { destination: { host: 'reviews', subset: 'v3' }, weight: 10 },
              ],
              timeout: '2s',
              retries: { attempts: 3, perTryTimeout: '1s' },
            },
          ],
        },
      },
      born,
    ),
    reported(
      'VirtualService',
      api,
      'bookinfo',
      'bookinfo',
      {
        spec: {
          hosts: ['*'],
          gateways: ['bookinfo-gateway'],
          http: [
            {
              match: [{ uri: { exact: '/productpage' } }, { uri: { prefix: '/static' } }],
              route: [{ destination: { host: 'productpage', port: { number: 9080 } } }],
            },
          ],
        },
      },
      born,
    ),
    reported(
      'Gateway',
      api,
      'bookinfo',
      'bookinfo-gateway',
      {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
        },
      },
      born,
    ),
    reported(
      'DestinationRule',
      api,
      'bookinfo',
      'reviews',
      {
        spec: {
          host: 'reviews',
          trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, outlierDetection: { consecutive5xxErrors: 5 } },
          subsets: ['v1', 'v2', 'v3'].map((name) => ({ name, labels: { version: name } })),
        },
        status: {
          validationMessages: [
            { level: 'WARNING', type: { code: 'IST0118', name: 'PortNameIsNotUnderNamingConvention' } },
          ],
        },
      },
      born,
    ),
    reported(
      'PeerAuthentication',
      'security.istio.io/v1',
      'istio-system',
      'default',
      { spec: { mtls: { mode: 'STRICT' } } },
      born,
    ),
    reported(
      'PeerAuthentication',
      'security.istio.io/v1',
      'bookinfo',
      'ratings',
      { spec: { selector: { matchLabels: { app: 'ratings' } }, mtls: { mode: 'DISABLE' } } },
      born,
    ),
    reported(
      'AuthorizationPolicy',
      'security.istio.io/v1',
      'bookinfo',
      'reviews-viewer',
      {
        spec: {
          selector: { matchLabels: { app: 'reviews' } },
          action: 'ALLOW',
          rules: [{ from: [{ source: { principals: ['cluster.local/ns/bookinfo/sa/bookinfo-productpage'] } }] }],
        },
      },
      born,
    ),
    reported(
      'ServiceEntry',
      api,
      'bookinfo',
      'payments',
      {
        spec: {
          hosts: ['api.payments.example.com'],
          location: 'MESH_EXTERNAL',
          resolution: 'DNS',
          ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
        },
      },
      born,
    ),
  ];
}
