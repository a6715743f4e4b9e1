/*
 * Runs in the page before anything else: clocks of the browser's own for what a reader waits for. The functions of time are
 * taken here, so that a page whose clock is moved by hand is measured with the real one.
 */
(() => {
  const now = performance.now.bind(performance);
  const nextFrame = requestAnimationFrame.bind(globalThis);
  const later = setTimeout.bind(globalThis);
  /** Without a task longer than 50 ms for so long, the main thread counts as idle. */
  const QUIET_MS = 300;

  const longTasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  });
  observer.observe({ type: 'longtask', buffered: true });

  let actedAt = Number.NaN;
  for (const type of ['click', 'popstate']) {
    addEventListener(type, (event) => (actedAt = event.timeStamp), { capture: true });
  }

  /** The moment after the next frame has been drawn. */
  const afterFrame = () =>
    new Promise((drawn) => {
      nextFrame(() => {
        const channel = new MessageChannel();
        channel.port1.addEventListener('message', () => drawn(now()), { once: true });
        channel.port1.start();
        channel.port2.postMessage(0);
      });
    });

  const inSight = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };

  /** Whether a panel still has nothing, or something old, to show. */
  const isWaiting = (article) =>
    article.dataset.state === 'loading' ||
    article.querySelector('output[data-kind], [data-dimmed]') !== null ||
    (article.dataset.kind === 'timeseries' &&
      article.dataset.state === 'ready' &&
      article.querySelector('canvas') === null);

  const isDrawn = () => {
    const panels = [...document.querySelectorAll('article[id^=panel-]')];
    if (!location.pathname.startsWith('/dashboards/') || !panels.some(inSight)) return false;
    // Where something is asks for the layout of the page: the less, the less of what is measured is the measuring.
    return !panels.some((it) => isWaiting(it) && inSight(it));
  };

  /** Waits until all panels in sight are drawn and the main thread is idle, and stays so. */
  const settled = async () => {
    let drawnAt = Number.NaN;
    for (;;) {
      const at = await afterFrame();
      if (!isDrawn()) drawnAt = Number.NaN;
      else if (Number.isNaN(drawnAt)) drawnAt = at;
      const last = longTasks.at(-1);
      const quietFrom = Math.max(drawnAt, last === undefined ? 0 : last.startTime + last.duration);
      if (at - quietFrom >= QUIET_MS) return { drawnAt, quietFrom };
    }
  };

  const resourcesSince = (from) => performance.getEntriesByType('resource').filter((it) => it.startTime >= from);

  globalThis.binnacleProbe = {
    settled,
    /** Waits until all panels in sight are drawn, whatever the main thread does. */
    async answered() {
      do await afterFrame();
      while (!isDrawn());
      // What is watched here must not grow by the watching.
      longTasks.length = 0;
    },
    /** Forgets the last click; the next one is what `opened` counts from. */
    arm() {
      actedAt = Number.NaN;
      longTasks.length = 0;
      performance.clearResourceTimings();
      performance.setResourceTimingBufferSize(2000);
    },
    /** Milliseconds from the click to a page that is drawn and answers, and what was in between. */
    async opened() {
      while (Number.isNaN(actedAt)) await new Promise((done) => later(done, 5));
      const { drawnAt, quietFrom } = await settled();
      const tasks = longTasks.filter((it) => it.startTime >= actedAt);
      const requests = resourcesSince(actedAt).filter((it) => it.name.includes('/api/'));
      return {
        drawnMs: drawnAt - actedAt,
        interactiveMs: quietFrom - actedAt,
        longTasks: tasks.length,
        blockingMs: tasks.reduce((sum, { duration }) => sum + duration - 50, 0),
        longestTaskMs: tasks.reduce((most, { duration }) => Math.max(most, duration), 0),
        requests: requests.length,
        bytes: requests.reduce((sum, it) => sum + it.transferSize, 0),
        panels: [...document.querySelectorAll('article[id^=panel-]')].filter(inSight).length,
      };
    },
    /** Scrolls through the page a screen at a time; resolves when everything has been drawn. */
    async scrolledThrough() {
      const from = now();
      const scroller = document.scrollingElement;
      const screens = Math.ceil(scroller.scrollHeight / scroller.clientHeight);
      let slowest = 0;
      for (let screen = 1; screen < screens; screen++) {
        const at = now();
        scroller.scrollTo({ top: screen * scroller.clientHeight });
        const { drawnAt } = await settled();
        slowest = Math.max(slowest, drawnAt - at);
      }
      return { ms: now() - from - QUIET_MS * (screens - 1), screens, slowestMs: slowest };
    },
    /** Brings the part of the page into sight that has most charts. */
    async toCharts() {
      const scroller = document.scrollingElement;
      const tops = [...document.querySelectorAll('article[data-kind=timeseries]')].map(
        (it) => it.getBoundingClientRect().top + scroller.scrollTop,
      );
      const seen = (top) => tops.filter((it) => it >= top && it < top + scroller.clientHeight - 200).length;
      const best = tops.reduce((found, top) => (seen(top) > seen(found) ? top : found), tops[0] ?? 0);
      scroller.scrollTo({ top: best - 8 });
      await settled();
    },
    /** Begins to count frames; the function that it leaves in `stop` gives the intervals between them. */
    countFrames() {
      const times = [];
      let running = true;
      const onFrame = (at) => {
        times.push(at);
        if (running) nextFrame(onFrame);
      };
      nextFrame(onFrame);
      longTasks.length = 0;
      this.stopFrames = () => {
        running = false;
        return { intervals: times.slice(1).map((at, i) => at - times[i]), longTasks: longTasks.length };
      };
    },
    /** Compressed bytes of JavaScript that the page has loaded. */
    scripts() {
      const files = performance.getEntriesByType('resource').filter((it) => new URL(it.name).pathname.endsWith('.js'));
      const all = performance.getEntriesByType('resource');
      return {
        files: files.length,
        bytes: files.reduce((sum, it) => sum + it.encodedBodySize, 0),
        allBytes: all.reduce((sum, it) => sum + it.encodedBodySize, 0),
      };
    },
  };
})();
