import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of a certificate and its key. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  /** Subject alternative names as OpenSSL writes them, such as `IP:127.0.0.1,DNS:localhost`; none when left out. */
  readonly san?: string;
  readonly usage?: 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';
  /** Valid in January 2020 only. */
  readonly expired?: boolean;
}

/** A certificate authority in a folder of its own, made with OpenSSL. */
export interface Authority {
  readonly caCert: string;
  issue(name: string, options?: IssueOptions): KeyPair;
}

export function makeAuthority(dir: string, name = 'ca'): Authority {
  mkdirSync(dir, { recursive: true });
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
    '-days',
    '3650',
    '-subj',
    `/CN=test-${name}`,
  );
  writeFileSync(join(dir, `${name}.index`), '');
  writeFileSync(
    join(dir, `${name}.conf`),
    `[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=${name}.index\ndefault_md=sha256\ndefault_days=365\npolicy=any\nrand_serial=yes\nunique_subject=no\n[any]\norganizationName=optional\ncommonName=supplied\n`,
  );
  return {
    caCert: join(dir, `${name}.crt`),
    issue(subject, { san, usage = 'serverAuth,clientAuth', expired = false } = {}) {
      const extensions = `${subject}.ext`;
      writeFileSync(
        join(dir, extensions),
        `${san === undefined ? '' : `subjectAltName=${san}\n`}extendedKeyUsage=${usage}\nkeyUsage=digitalSignature\n`,
      );
      openssl(
        'req',
        ...newKey,
        '-keyout',
        `${subject}.key`,
        '-out',
        `${subject}.csr`,
        '-subj',
        `/O=test/CN=${subject}`,
      );
      const dates = expired ? ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'] : [];
      openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        `${name}.conf`,
        '-cert',
        `${name}.crt`,
        '-keyfile',
        `${name}.key`,
        '-in',
        `${subject}.csr`,
        '-out',
        `${subject}.crt`,
        '-extfile',
        extensions,
        ...dates,
      );
      for (const left of [extensions, `${subject}.csr`]) rmSync(join(dir, left));
      return { cert: join(dir, `${subject}.crt`), key: join(dir, `${subject}.key`) };
    },
  };
}
