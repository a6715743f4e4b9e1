import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { findProgram } from './programs.ts';

export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that the console of the browser showed, and requests to any other origin than the server's. */
  readonly problems: string[];
  close(): Promise<void>;
}

/** Debian's Chromium, without a sandbox (tests run as root) and without any traffic of its own. */
export async function openBrowser(
  options: {
    locale?: string;
    colorScheme?: 'light' | 'dark';
    width?: number;
    height?: number;
    /** Whether the browser ends by itself when this process is interrupted; `stays`: whoever opened it closes it. */
    onInterrupt?: 'ends' | 'stays';
  } = {},
): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('no chromium on this machine');
  const profile = mkdtempSync(join(tmpdir(), 'binnacle-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    handleSIGINT: options.onInterrupt !== 'stays',
    locale: options.locale ?? 'en-US',
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const problems: string[] = [];
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error')
      problems.push(
        `console: ${message.text()} (${message.location().url}:${message.location().lineNumber}:${message.location().columnNumber})`,
      );
  });
  let origin: string | undefined;
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!url.protocol.startsWith('http')) return;
    origin ??= url.origin;
    if (url.origin !== origin) problems.push(`request to another origin: ${request.url()}`);
  });
  return {
    context,
    page,
    problems,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
