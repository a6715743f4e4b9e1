/**
 * Speed of the exposition parsers over a capture of etcd, with a sink that knows every series. Run it with
 * `node bench/exposition.bench.ts`.
 */
import { readFileSync } from 'node:fs';
import { createParser, parseExposition, writeExposition, type ExpositionFormat } from '@binnacle/exposition';

const ROUNDS = 200;

const text = readFileSync(new URL('../testdata/exposition/etcd-3.4.23.prom', import.meta.url));
const parsed = parseExposition(text);
if (!parsed.ok) throw new Error(parsed.problem.message);
const openMetrics = new TextEncoder().encode(writeExposition(parsed.families, 'openmetrics'));
const protobuf = readFileSync(new URL('../testdata/exposition/prometheus-3.5.pb', import.meta.url));

function measure(name: string, format: ExpositionFormat, body: Uint8Array): void {
  let samples = 0;
  let keyBytes = 0;
  const round = (): void => {
    const parser = createParser(format, {
      sample(view) {
        samples++;
        keyBytes += view.end - view.start;
      },
    });
    for (let at = 0; at < body.length; at += 65_536) parser.push(body.subarray(at, at + 65_536));
    const outcome = parser.end();
    if (!outcome.ok) throw new Error(outcome.problem.message);
  };
  for (let i = 0; i < ROUNDS / 4; i++) round();
  samples = 0;
  keyBytes = 0;
  // CPU time, since other programs may run on the machine.
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) round();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const perSecond = (samples / seconds / 1e6).toFixed(2);
  const megabytes = ((body.length * ROUNDS) / seconds / 1e6).toFixed(0);
  const keyLength = (keyBytes / samples).toFixed(0);
  console.log(`${name}: ${perSecond} million samples/s, ${megabytes} MB/s, keys of ${keyLength} bytes`);
}

measure('Prometheus text', 'prometheus-text', text);
measure('OpenMetrics', 'openmetrics', openMetrics);
measure('protobuf', 'protobuf', protobuf);
