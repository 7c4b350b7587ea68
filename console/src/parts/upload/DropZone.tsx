import { CloudUploadOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './DropZone.css';

export interface DropZoneProps {
  onFiles: (files: File[]) => void;
  /** What is taken, in words. */
  help: string;
  /** For the browser's dialog of files. */
  accept: string;
  multiple?: boolean;
  small?: boolean;
}
/** Takes files by drag or choice. While it is on the page, files dropped beside it count too: missing it must not make
 *  the browser open the file and leave. */
export function DropZone({ onFiles, help, accept, multiple = false, small }: DropZoneProps) {
  const t = useStrings(strings);
  const choose = t(multiple ? 'choose' : 'chooseOne');
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
    <section className={`dropzone ${over ? 'dropzone-over' : ''} ${small ? 'dropzone-small' : ''}`} aria-label={choose}>
      <CloudUploadOutlined className="dropzone-icon" aria-hidden="true" />
      <div className="dropzone-text">
        <p className="dropzone-title">{over ? t('dropNow') : <><span className="dropzone-drag">{t(multiple ? 'drop' : 'dropOne')}</span><Button type="primary" onClick={() => input.current?.click()}>{choose}</Button></>}</p>
        <p className="dropzone-help">{help}</p>
      </div>
      <input ref={input} type="file" multiple={multiple} hidden tabIndex={-1} aria-label={choose} accept={accept} onChange={(e) => { const files = [...(e.target.files ?? [])]; e.target.value = ''; if (files.length > 0) onFiles(files); }} />
    </section>
  );
}
