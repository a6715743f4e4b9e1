import { Tooltip } from '@mantine/core';
import { type ReactElement, type ReactNode, useRef, useState } from 'react';

interface HintProps {
  /** What is shown beside it while the pointer or the focus is there. */
  readonly text: string;
  readonly label: string;
  readonly className: string | undefined;
  readonly isWarning?: boolean;
  readonly children: ReactNode;
}

/** An icon that explains something. Its tooltip is set up when it is first looked at: a page has dozens of them. */
export function Hint({ text, label, className, isWarning = false, children }: HintProps): ReactElement {
  const icon = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<'unused' | 'shown' | 'hidden'>('unused');
  const show = (): void => setState('shown');
  const hide = (): void => setState((before) => (before === 'shown' ? 'hidden' : before));
  return (
    <>
      <button
        ref={icon}
        type="button"
        className={className}
        data-warning={isWarning || undefined}
        aria-label={label}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
      >
        {children}
      </button>
      {state === 'unused' ? null : (
        <Tooltip target={icon} label={text} multiline maw={420} opened={state === 'shown'} />
      )}
    </>
  );
}
