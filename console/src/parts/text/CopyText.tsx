import { CopyButton } from './CopyButton';
import './CopyText.css';

/** Text with a button that copies it. `block`: a box of its own, for secrets and links shown once. */
export function CopyText({ text, label, block }: { text: string; label?: string; block?: boolean }) {
  return (
    <span className={block ? 'copytext copytext-block' : 'copytext'}>
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
