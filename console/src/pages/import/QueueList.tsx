import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, CloseOutlined, LoadingOutlined } from '@/theme/icons';
import { Button, Progress } from 'antd';
import { Link } from 'wouter';
import { useSend } from '@/api/hooks';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { queue, type Item } from './queue';
import { strings } from './strings';
import './QueueList.css';

const icon = { waiting: <ClockCircleOutlined />, sending: <LoadingOutlined />, ready: <CheckCircleOutlined />, refused: <CloseCircleOutlined />, failed: <CloseCircleOutlined /> };

function QueueRow({ item, first }: { item: Item; first: boolean }) {
  const t = useStrings(strings), f = useFormat();
  const forget = useSend('deleteUpload');
  const remove = () => {
    queue.remove(item.key);
    if (item.upload) forget.mutate({ id: item.upload.id });
  };
  return (
    <li className={`queue-row queue-${item.state}`}>
      <span className="queue-icon" aria-hidden="true">{icon[item.state]}</span>
      <div className="queue-main">
        <div className="queue-name" title={item.name}>{item.name}</div>
        <div className="queue-meta"><span className="num">{f.bytes(item.bytes)}</span><span>{t(item.state)}</span>{item.upload && <span>{t('expires', { when: f.dateTime(item.upload.expires_at) })}</span>}</div>
        {item.state === 'sending' && <Progress percent={Math.floor(item.progress * 100)} size="small" aria-label={t('sendingOf', { name: item.name })} />}
        {item.refused && <p className="queue-why" role="alert">{t(item.refused)}</p>}
        {item.state === 'failed' && item.error && <Problem inline error={item.error} />}
      </div>
      <div className="queue-actions">
        {item.state === 'ready' && item.upload && <Link href={`/import/${item.upload.id}`}><Button type={first ? 'primary' : 'default'}>{t('go')}</Button></Link>}
        {item.state === 'failed' && <Button onClick={() => queue.again(item.key)}>{t('again')}</Button>}
        {item.state === 'sending' || item.state === 'waiting' ? <Button onClick={remove}>{t('cancel')}</Button>
          : <Button type="text" icon={<CloseOutlined />} aria-label={t('removeFile', { name: item.name })} onClick={remove} />}
      </div>
    </li>
  );
}

/** Files of this tab that were chosen and not imported yet. */
export function QueueList({ items }: { items: readonly Item[] }) {
  const t = useStrings(strings);
  const first = items.find((i) => i.state === 'ready')?.key;
  return <Card title={t('files')} flush><ul className="queue">{items.map((i) => <QueueRow key={i.key} item={i} first={i.key === first} />)}</ul></Card>;
}
