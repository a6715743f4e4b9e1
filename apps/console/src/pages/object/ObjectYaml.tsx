import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '../dashboard/download.ts';
import type { WholeObject } from './ObjectPage.tsx';
import classes from './ObjectYaml.module.css';
import { yamlPieces, yamlText } from './yaml-lines.ts';

/** So many lines are laid out together; the browser leaves out those that are not in sight. */
const CHUNK = 200;

/** The object itself, as `kubectl get -o yaml` shows it. */
export function ObjectYaml({ it }: { readonly it: WholeObject }): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const text = useMemo(() => yamlText(it.object), [it.object]);
  const chunks = useMemo(() => {
    const lines = text.trimEnd().split('\n');
    return Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, i) => lines.slice(i * CHUNK, (i + 1) * CHUNK));
  }, [text]);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    // Without a secure context there is no clipboard; the text can be selected and the file taken.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  };
  const save = (): void =>
    download(`${it.kind.toLowerCase()}-${it.name}.yaml`, new Blob([text], { type: 'application/yaml' }));
  return (
    <div className={classes['yaml']}>
      <div className={classes['actions']}>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          onClick={() => void copy()}
        >
          <span aria-live="polite">{t(copied ? 'common:copied' : 'common:copy')}</span>
        </Button>
        <Button variant="default" leftSection={<IconDownload size={14} />} onClick={save}>
          {t('download')}
        </Button>
      </div>
      {/* Scrolls sideways, so the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes['text']} tabIndex={0} aria-label={t('tabs.yaml')}>
        {chunks.map((lines, i) => (
          // Chunks are places in a text that is only ever replaced as a whole.
          // oxlint-disable-next-line react/no-array-index-key
          <code key={i} className={classes['chunk']} style={{ containIntrinsicSize: `auto ${lines.length * 1.35}rem` }}>
            {lines.map((line, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <span key={at} className={classes['line']}>
                {yamlPieces(line).map((piece) => (
                  <span key={piece.kind + piece.text} data-kind={piece.kind}>
                    {piece.text}
                  </span>
                ))}
                {'\n'}
              </span>
            ))}
          </code>
        ))}
      </pre>
    </div>
  );
}
