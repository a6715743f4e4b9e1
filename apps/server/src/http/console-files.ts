import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { chooseEncoding, compress, COMPRESS_FROM_BYTES, takenEncodings, type Encoding } from './compression.ts';
import { respond, respondText } from './respond.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The build writes this where a nonce belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const policy = (nonce: string, ancestors: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
    "object-src 'none'",
  ].join('; ');

interface ConsoleFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** As the build has compressed it. */
  readonly brotli: Uint8Array | undefined;
  readonly compressed: Map<Encoding, Promise<Uint8Array>>;
}

/**
 * Serves the built console. The folder is read once (and again when a new build appears), and only what was found then can
 * be asked for: no path of a request ever reaches the file system.
 */
export class ConsoleFiles {
  readonly #dir: string;
  #files = new Map<string, ConsoleFile>();
  #readAtMs = -1;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** `ancestors`: origins whose pages may frame this one. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    ancestors: readonly string[] = [],
  ): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return respondText(request, response, 405, 'method not allowed\n', { allow: 'GET, HEAD' });
    }
    const wantsPage = !path.startsWith('/assets/') && /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*');
    if (extname(path) === '' || path === '/index.html' || this.#readAtMs < 0) this.#refresh();
    const file = path === '/index.html' ? undefined : this.#files.get(path);
    if (file !== undefined) return this.#sendFile(request, response, path, file);
    const page = this.#files.get('/index.html');
    // A name with an extension is a file that is not there, not a page of the console.
    if (wantsPage && (extname(path) === '' || path === '/index.html') && page !== undefined)
      return sendPage(request, response, page, ancestors);
    if (page === undefined && wantsPage && path === '/') {
      return respondText(request, response, 404, 'The console is not built. Build it with: npm run build\n');
    }
    return respondText(request, response, 404, '404 page not found\n');
  }

  async #sendFile(request: IncomingMessage, response: ServerResponse, path: string, file: ConsoleFile): Promise<void> {
    const headers: Record<string, string> = {
      'content-type': file.type,
      etag: file.etag,
      vary: 'Accept-Encoding',
      // The build puts a hash of the content into the names below assets/.
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(file.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const acceptEncoding = request.headers['accept-encoding'] as string | undefined;
    if (file.brotli !== undefined && takenEncodings(acceptEncoding).has('br'))
      return respond(request, response, 200, { ...headers, 'content-encoding': 'br' }, file.brotli);
    const encoding =
      file.bytes.length < COMPRESS_FROM_BYTES || /^(image\/(?!svg)|font)/.test(file.type)
        ? 'identity'
        : chooseEncoding(acceptEncoding);
    if (encoding === 'identity')
      return respond(request, response, 200, { ...headers, 'content-encoding': 'identity' }, file.bytes);
    let bytes = file.compressed.get(encoding);
    if (bytes === undefined) file.compressed.set(encoding, (bytes = compress(file.bytes, encoding)));
    return respond(request, response, 200, { ...headers, 'content-encoding': encoding }, await bytes);
  }

  #refresh(): void {
    const built = statSync(join(this.#dir, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (built === this.#readAtMs) return;
    this.#readAtMs = built;
    this.#files = built === 0 ? new Map() : readFolder(this.#dir);
  }
}

/** What the build put beside a file is the same file, smaller. */
const BROTLI = '.br';

function readFolder(dir: string): Map<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  const found = new Map<string, Uint8Array>();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    found.set(`/${relative(dir, file).split(sep).join('/')}`, readFileSync(file));
  }
  for (const [path, bytes] of found) {
    if (path.endsWith(BROTLI) && found.has(path.slice(0, -BROTLI.length))) continue;
    files.set(path, {
      type: TYPES[extname(path)] ?? 'application/octet-stream',
      bytes,
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      brotli: found.get(path + BROTLI),
      compressed: new Map(),
    });
  }
  return files;
}

/** The page with a nonce of its own; never kept by a cache, since the nonce must not be used twice. */
function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  page: ConsoleFile,
  ancestors: readonly string[],
): Promise<void> {
  const nonce = randomBytes(16).toString('base64url');
  const html = Buffer.from(page.bytes).toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce);
  const headers = {
    'content-type': page.type,
    'cache-control': 'no-store',
    'content-security-policy': policy(nonce, ancestors),
  };
  return respond(request, response, 200, headers, html);
}
