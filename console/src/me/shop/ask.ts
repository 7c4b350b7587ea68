import { h } from '../dom';

let n = 0;
/** Asks before something that cannot be taken back; Escape says no. */
export function ask(title: string, lines: string[], yes: string, no: string): Promise<boolean> {
  return new Promise((said) => {
    const id = `ask-${++n}`;
    const close = (v: boolean): void => { box.close(); box.remove(); said(v); };
    const box = h('dialog.ask', { 'aria-labelledby': id, cancel: (e) => { e.preventDefault(); close(false); } },
      h('h2', { id }, title), ...lines.filter(Boolean).map((l) => h('p', l)),
      h('div.ask-acts', h('button.plain', { type: 'button', click: () => close(false) }, no), h('button.act', { type: 'button', click: () => close(true) }, yes)));
    document.body.append(box);
    box.showModal();
  });
}
