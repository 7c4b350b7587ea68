/* The small picture of each kind of question: pages/KIND/Picture.tsx. */
import { lazy, type ComponentType } from 'react';

export interface PictureProps { answer: never; question: object }

const found = import.meta.glob<{ default: ComponentType<PictureProps> }>('../*/Picture.tsx');
export const pictures: ReadonlyMap<string, ComponentType<PictureProps>> = new Map(Object.entries(found).map(([path, load]) => [path.split('/')[1] ?? '', lazy(load)]));
