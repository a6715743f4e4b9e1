import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SharedParts } from './shared-parts.ts';

const container = (mount: string) => ({
  name: 'web',
  env: [{ name: 'SETTING', value: 'a value that is long enough to be worth it' }],
  resources: { limits: { cpu: '100m', memory: '128Mi' }, requests: { cpu: '10m', memory: '64Mi' } },
  volumeMounts: [{ name: mount, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
});

test('pods that differ in the name of a volume share the rest', () => {
  const parts = new SharedParts();
  type Spec = { containers: ReturnType<typeof container>[]; nodeName: string };
  const [a, b] = ['token-a', 'token-b'].map(
    (mount) => parts.shareSpec({ nodeName: 'n', containers: [container(mount)] }) as Spec,
  );
  expect(a).toEqual({ nodeName: 'n', containers: [container('token-a')] });
  expect(b).toEqual({ nodeName: 'n', containers: [container('token-b')] });
  expect(b?.containers[0]?.env).toBe(a?.containers[0]?.env);
  expect(b?.containers[0]?.resources).toBe(a?.containers[0]?.resources);
  expect(b?.containers[0]?.volumeMounts).not.toBe(a?.containers[0]?.volumeMounts);
});

test('what comes out is what went in', () => {
  const parts = new SharedParts();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // As JSON has it: -0 is 0 there.
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(parts.share(structuredClone(plain))).toEqual(plain);
      expect(parts.share(structuredClone(plain))).toEqual(plain);
    }),
  );
});

test('objects with the same fields in another order are not taken for one another', () => {
  const parts = new SharedParts();
  const text = 'x'.repeat(60);
  const a = parts.share({ a: text, b: text });
  const b = parts.share({ b: text, a: text });
  expect(b).toEqual(a);
  expect(Object.keys(b as object)).toEqual(['b', 'a']);
});
