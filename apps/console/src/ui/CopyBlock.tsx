import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';
import classes from './CopyBlock.module.css';

interface CopyBlockProps {
  /** What the text is, for screen readers. */
  readonly label: string;
  readonly text: string;
}

/** Text to take elsewhere, such as a token or a command, with a button that copies it. */
export function CopyBlock({ label, text }: CopyBlockProps): ReactElement {
  const { t } = useTranslation('common');
  const code = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    if (code.current !== null) setCopied(await copyText(code.current));
  };
  return (
    <div className={classes['block']}>
      <pre className={classes['text']}>
        <code ref={code}>{text}</code>
      </pre>
      <Button
        variant="default"
        className={classes['button']}
        leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        aria-label={`${t('copy')}: ${label}`}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
      </Button>
    </div>
  );
}
