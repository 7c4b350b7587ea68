import { Button } from 'antd';
import { useLang, useStrings } from '@/i18n/lang';
import { strings } from './strings';

export function LangSwitch() {
  const { lang, setLang } = useLang();
  const t = useStrings(strings);
  return <Button type="text" lang={lang === 'zh' ? 'en' : 'zh-CN'} aria-label={t('switchLang')} onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}>{lang === 'zh' ? 'English' : '中文'}</Button>;
}
