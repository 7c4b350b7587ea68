import type { Model } from './useModel';
import './now/NowTab.css';

/** A class with its colour. */
export function ClassName({ name, model }: { name: string; model: Model }) {
  return <span className="class-key-name"><span className="class-key" style={{ background: model.colourOf(name) }} aria-hidden="true" />{model.nameOf(name)}</span>;
}
