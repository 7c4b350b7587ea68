import { Fragment } from 'react';
import { keyCaps } from '@/commands/keys';
import { useCommandList, type CommandGroup } from '@/commands/registry';
import { useStrings } from '@/i18n/lang';
import { Dialog } from './Dialog';
import { strings } from './strings';
import { showPanel } from './ui';
import './Shortcuts.css';

/** `?`: every key that works here now, from the same list the keys are run from. */
export default function Shortcuts() {
  const t = useStrings(strings);
  const all = useCommandList().filter((c) => c.keys);
  const sections: [CommandGroup, string][] = [['go', t('go')], ['page', t('thisPage')], ['general', t('general')]];
  return (
    <Dialog label={t('shortcuts')} className="shortcuts" onClose={() => showPanel(null)}>
      <h2>{t('shortcuts')}</h2>
      <div className="shortcuts-body" tabIndex={0}>
        {sections.map(([g, title]) => {
          const list = all.filter((c) => c.group === g);
          return list.length > 0 && (
            <section key={g}>
              <h3>{title}</h3>
              <dl>{list.map((c) => (
                <Fragment key={c.id}><dt>{c.title}</dt><dd>{keyCaps(c.keys as string).map((k, i) => <kbd key={i}>{k}</kbd>)}</dd></Fragment>
              ))}</dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
