import { readFileSync } from 'node:fs';
import * as openid from 'openid-client';
import type { OidcConfig } from '../config/oidc.ts';
import type { Attempt } from './attempts.ts';

/** What the provider says of somebody who signed in. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  /** All of them, as they came. */
  readonly all: Readonly<Record<string, unknown>>;
}

const DISCOVERY_TIMEOUT_S = 10;

/**
 * The OpenID provider of the configuration. Its endpoints are discovered when they are first needed, so that the server
 * starts while the provider is away.
 */
export class Provider {
  readonly #config: OidcConfig;
  #discovered: Promise<openid.Configuration> | undefined;

  constructor(config: OidcConfig) {
    this.#config = config;
  }

  /** @throws when the provider cannot be reached, or is none */
  async authorizationUrl(attempt: Attempt, redirectUri: string): Promise<URL> {
    return openid.buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: redirectUri,
      scope: this.#config.scopes,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * Exchanges the code in `callbackUrl` for the claims; the signature, nonce, audience and times of the token are checked.
   * @throws when the provider refuses or its answer does not hold
   */
  async claims(attempt: Attempt, callbackUrl: URL): Promise<Claims> {
    const configuration = await this.#discover();
    const tokens = await openid.authorizationCodeGrant(configuration, callbackUrl, {
      pkceCodeVerifier: attempt.codeVerifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the provider sent no ID token');
    // Providers may keep the profile out of the token: then it is asked for.
    const needsMore = [this.#config.loginClaim, this.#config.roleClaim].some(
      (name) => name !== '' && claims[name] === undefined,
    );
    const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
    const more =
      needsMore && hasUserInfo ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
    return { issuer: claims.iss, subject: claims.sub, all: { ...more, ...claims } };
  }

  #discover(): Promise<openid.Configuration> {
    this.#discovered ??= discover(this.#config).catch((error: unknown) => {
      this.#discovered = undefined;
      throw error;
    });
    return this.#discovered;
  }
}

async function discover({ issuer, clientId, clientSecretFile }: OidcConfig): Promise<openid.Configuration> {
  const secret = clientSecretFile === undefined ? undefined : readFileSync(clientSecretFile, 'utf8').trim();
  return openid.discovery(issuer, clientId, secret, secret === undefined ? openid.None() : undefined, {
    timeout: DISCOVERY_TIMEOUT_S,
    // The configuration takes http for loopback alone.
    ...(issuer.protocol === 'http:' ? { execute: [openid.allowInsecureRequests] } : {}),
  });
}
