import { PlusOutlined } from '@/theme/icons';
import { Button, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { WriteKey } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { CopyText } from '@/parts/text/CopyText';
import type { Made } from './KeyForm';
import type { Guide } from './markdown';
import { strings } from './strings';

const KeyForm = lazy(() => import('./KeyForm'));

export interface KeyChooserProps {
  guide: Guide;
  /** Those of the guide's kind that work. */
  keys: readonly WriteKey[];
  chosen: WriteKey | null;
  /** null: not known any more, because it is a server key of before. */
  secret: string | null;
  /** It was made on this page: shown this once. */
  fresh: boolean;
  onChoose: (id: string) => void;
  onMade: (m: Made) => void;
}

export function KeyChooser({ guide, keys, chosen, secret, fresh, onChoose, onMade }: KeyChooserProps) {
  const t = useStrings(strings);
  const [making, make] = useState(false);
  const browser = guide.key === 'browser';
  return (
    <>
      <p className="muted">{t(browser ? 'browserHelp' : 'serverHelp')}</p>
      {keys.length === 0 && <p>{t(browser ? 'noBrowserKeys' : 'noServerKeys')}</p>}
      <div className="connect-key">
        {keys.length > 0 && (
          <Field label={t('key')}>
            <Select value={chosen?.id ?? null} onChange={onChoose} showSearch={{ optionFilterProp: 'label' }} placeholder={t('chooseKey')}
              options={keys.map((k) => ({ value: k.id, label: `${k.title} · ${k.secrets[0]?.prefix ?? ''}…` }))} />
          </Field>
        )}
        <Button type={keys.length ? 'default' : 'primary'} icon={<PlusOutlined />} onClick={() => make(true)}>{t('newKey')}</Button>
      </div>
      {chosen && !browser && (fresh && secret
        ? <div className="connect-once" role="status"><p>{t('secretOnce')}</p><CopyText block text={secret} label={t('key')} /></div>
        : <p className="muted">{t('secretGone', { prefix: chosen.secrets[0]?.prefix ?? '' })}</p>)}
      <Suspense>
        {making && <KeyForm kind={browser ? 'browser' : 'server'} title={guide.title} onClose={() => make(false)} onDone={(m) => { make(false); onMade(m); }} />}
      </Suspense>
    </>
  );
}
