import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

/** What signs the certificates of one simulated cluster. */
export interface Authority extends CertificatePair {
  issue(name: string, addresses: readonly string[]): CertificatePair;
}

const DAY_MS = 86_400_000;

// Tags of ASN.1 (X.690) that a certificate needs.
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT = 0x06;
const UTF8 = 0x0c;
const GENERALIZED_TIME = 0x18;
const BOOLEAN = 0x01;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return der(OBJECT, Buffer.from(bytes));
}

const time = (ms: number): Buffer =>
  der(GENERALIZED_TIME, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));

const commonName = (name: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, oid('2.5.4.3'), der(UTF8, Buffer.from(name)))));

const ECDSA_SHA256 = der(SEQUENCE, oid('1.2.840.10045.4.3.2'));

const extension = (id: string, value: Uint8Array, isCritical = false): Buffer =>
  der(SEQUENCE, oid(id), ...(isCritical ? [der(BOOLEAN, Buffer.from([0xff]))] : []), der(OCTET_STRING, value));

/** Subject alternative names: addresses of IPv4 and DNS names. */
function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    /^\d+(\.\d+){3}$/.test(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  );
  return extension('2.5.29.17', der(SEQUENCE, ...entries));
}

interface Contents {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

function certificate({ issuer, subject, publicKey, extensions }: Contents, signer: KeyObject): string {
  const now = Date.now();
  // The first bit is clear: a serial number is positive.
  const serial = randomBytes(16);
  serial[0] = 0x40 | (serial[0]! & 0x3f);
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    ECDSA_SHA256,
    commonName(issuer),
    der(SEQUENCE, time(now - DAY_MS), time(now + 365 * DAY_MS)),
    commonName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(SEQUENCE, ...extensions)),
  );
  const signature = sign('sha256', body, signer);
  const whole = der(SEQUENCE, body, ECDSA_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const newKey = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Makes a certificate authority in memory, on P-256. */
export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = newKey();
  const isAuthority = extension('2.5.29.19', der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff]))), true);
  // Signs certificates and lists of revoked ones.
  const usage = extension('2.5.29.15', der(BIT_STRING, Buffer.from([1, 0x06])), true);
  return {
    cert: certificate({ issuer: name, subject: name, publicKey, extensions: [isAuthority, usage] }, privateKey),
    key: pem(privateKey),
    issue(subject, addresses) {
      const own = newKey();
      const serverAuth = extension('2.5.29.37', der(SEQUENCE, oid('1.3.6.1.5.5.7.3.1')));
      return {
        cert: certificate(
          { issuer: name, subject, publicKey: own.publicKey, extensions: [serverAuth, alternativeNames(addresses)] },
          privateKey,
        ),
        key: pem(own.privateKey),
      };
    },
  };
}
