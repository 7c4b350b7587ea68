import { CloudUploadOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './DropZone.css';

/** Takes files by drag or choice. While it is on the page, files dropped beside it count too: missing it must not make
 *  the browser open the file and leave. */
export function DropZone({ onFiles, small }: { onFiles: (files: File[]) => void; small?: boolean }) {
  const t = useStrings(strings);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    let depth = 0;
    const holds = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false;
    const enter = (e: DragEvent) => { if (holds(e)) { depth++; setOver(true); } };
    const leave = () => { depth = Math.max(0, depth - 1); if (depth === 0) setOver(false); };
    const move = (e: DragEvent) => { if (holds(e)) { e.preventDefault(); if (e.dataTransfer) e.dataTransfer.dropEffect = 'copy'; } };
    const drop = (e: DragEvent) => {
      if (!holds(e)) return;
      e.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(e.dataTransfer?.files ?? [])];
      if (files.length > 0) take.current(files);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', move);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', move);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <section className={`dropzone ${over ? 'dropzone-over' : ''} ${small ? 'dropzone-small' : ''}`} aria-label={t('choose')}>
      <CloudUploadOutlined className="dropzone-icon" aria-hidden="true" />
      <div className="dropzone-text">
        <p className="dropzone-title">{over ? t('dropNow') : <><span className="dropzone-drag">{t('drop')}</span><Button type="primary" onClick={() => input.current?.click()}>{t('choose')}</Button></>}</p>
        <p className="dropzone-help">{t('accepts')}</p>
      </div>
      <input ref={input} type="file" multiple hidden tabIndex={-1} aria-label={t('choose')} accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,.gz,.zst,.dat,.log,text/*" onChange={(e) => { const files = [...(e.target.files ?? [])]; e.target.value = ''; if (files.length > 0) onFiles(files); }} />
    </section>
  );
}
