import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  readonly by?: string;
  /** As in `IP:127.0.0.1,DNS:localhost`; none when left out. */
  readonly names?: string;
  readonly usage?: 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';
  /** Valid in January 2020 only. */
  readonly expired?: boolean;
}

/** Makes certificates with openssl in a folder; keys on P-256, which takes milliseconds. */
export class TestPki {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** A CA of this name. @returns paths of its files */
  authority(name: string): Certificate {
    const paths = this.#paths(name);
    this.#openssl(
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      paths.key,
      '-out',
      paths.cert,
      '-days',
      '3650',
      '-subj',
      `/CN=${name}`,
    );
    return paths;
  }

  /** A certificate signed by the authority `by` (default `ca`). */
  issue(name: string, options: IssueOptions = {}): Certificate {
    const paths = this.#paths(name);
    const by = this.#paths(options.by ?? 'ca');
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    const names = options.names === undefined ? '' : `subjectAltName=${options.names}\n`;
    writeFileSync(extensions, `${names}extendedKeyUsage=${options.usage ?? 'serverAuth'}\n`);
    this.#openssl('req', ...NEW_KEY, '-keyout', paths.key, '-out', request, '-subj', `/CN=${name}`);
    if (options.expired === true) this.#signInThePast(request, by, extensions, paths.cert);
    else
      this.#openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        by.cert,
        '-CAkey',
        by.key,
        '-CAcreateserial',
        '-days',
        '365',
        '-extfile',
        extensions,
        '-out',
        paths.cert,
      );
    return paths;
  }

  /** `openssl x509` cannot set the dates, `openssl ca` can, but wants a folder of its own. */
  #signInThePast(request: string, by: Certificate, extensions: string, out: string): void {
    const config = join(this.folder, 'ca.conf');
    writeFileSync(join(this.folder, 'index.txt'), '');
    writeFileSync(
      config,
      `[ca]\ndefault_ca=x\n[x]\nnew_certs_dir=${this.folder}\ndatabase=${this.folder}/index.txt\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n`,
    );
    const dates = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'];
    this.#openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      config,
      '-cert',
      by.cert,
      '-keyfile',
      by.key,
      '-in',
      request,
      '-out',
      out,
      ...dates,
      '-extfile',
      extensions,
    );
  }

  #paths(name: string): Certificate {
    return { cert: join(this.folder, `${name}.crt`), key: join(this.folder, `${name}.key`) };
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Whether this machine has openssl; tests that need it say so when they are left out. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
