import { expect, test } from 'vitest';
import { iframeCode } from './iframe-code.ts';

test('what a title says cannot become markup', () => {
  const code = iframeCode('https://b.example/embed/x#y', '"><script>alert(1)</script>&', false);
  expect(code).toBe(
    '<iframe src="https://b.example/embed/x#y" title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;" width="100%" height="360" loading="lazy" referrerpolicy="no-referrer" style="border: 0"></iframe>',
  );
});

test('a dashboard is higher than a panel', () => {
  expect(iframeCode('https://b.example', 'T', true)).toContain('height="900"');
});
