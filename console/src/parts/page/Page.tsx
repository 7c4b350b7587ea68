import { ArrowLeftOutlined } from '@/theme/icons';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import './Page.css';

export interface PageFrameProps {
  title: string;
  /** Small things behind the title: status tag, version, "used by". */
  status?: ReactNode;
  /** One sentence under it. */
  lead?: ReactNode;
  /** Right end of the title row: buttons, the as-of chip. */
  actions?: ReactNode;
  /** Second row: period, compare, chips. */
  toolbar?: ReactNode;
  /** Where the arrow before the title leads (a path within the workspace). */
  back?: string;
  /** Forms and text: 720 px instead of 1,440. */
  narrow?: boolean;
  children: ReactNode;
}

/** The anatomy of every page: title row, toolbar, content. Sets the document's title. */
export function Page({ title, status, lead, actions, toolbar, back, narrow, children }: PageFrameProps) {
  const t = useStrings(common);
  useEffect(() => { document.title = `${title} · Shoal`; }, [title]);
  return (
    <div className={narrow ? 'page page-narrow' : 'page'}>
      <header className="page-head">
        <div className="page-title">
          {back !== undefined && <Link href={back} className="page-back" aria-label={t('back')}><ArrowLeftOutlined /></Link>}
          <h1>{title}</h1>
          {status && <div className="page-status">{status}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
        {lead && <div className="page-lead"><p>{lead}</p></div>}
      </header>
      {toolbar && <div className="page-toolbar" role="toolbar" aria-label={title}>{toolbar}</div>}
      <div className="page-content">{children}</div>
    </div>
  );
}
