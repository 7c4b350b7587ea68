import { CopyButton } from './CopyButton';
import './CodeBlock.css';

/** Code to copy: the file it belongs in, or what to do with it, on top. */
export function CodeBlock({ text, title }: { text: string; title: string }) {
  return (
    <figure className="codeblock">
      <figcaption><span>{title}</span><CopyButton text={text} label={title} /></figcaption>
      <pre tabIndex={0} aria-label={title}><code>{text}</code></pre>
    </figure>
  );
}
