import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface TestProvider {
  readonly issuer: string;
  /** Who signs in next, with the claims that the provider says of them; undefined refuses. */
  person: { readonly subject: string; readonly claims: Readonly<Record<string, unknown>> } | undefined;
  close(): Promise<void>;
}

const CLIENT = { client_id: 'binnacle', client_secret: 'the secret of the client' };

/** A real OpenID provider on loopback. Its pages for people are left out: whoever is `person` signs in and consents. */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const it: TestProvider = {
    issuer,
    person: undefined,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [redirectUri], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'], email: ['email'] },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...it.person?.claims }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    cookies: { keys: ['a key for signing cookies'] },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void interact();
    else handle(request, response);

    async function interact(): Promise<void> {
      const { prompt, params } = await provider.interactionDetails(request, response);
      const who = it.person;
      if (who === undefined) return provider.interactionFinished(request, response, { error: 'access_denied' });
      if (prompt.name === 'login')
        return provider.interactionFinished(request, response, { login: { accountId: who.subject } });
      const grant = new provider.Grant({ accountId: who.subject, clientId: String(params['client_id']) });
      grant.addOIDCScope('openid profile email');
      await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
    }
  });
  return it;
}

export const clientSecret = CLIENT.client_secret;
