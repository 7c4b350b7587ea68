/* The small picture of each kind of question, pages/KIND/Picture.tsx, and who tells the people behind its numbers. */
import { lazy, type ComponentType } from 'react';
import type { PeopleOp } from '@/parts/question/CellBody';

export interface PictureProps { answer: never; question: object }

const found = import.meta.glob<{ default: ComponentType<PictureProps> }>('../*/Picture.tsx');
const kindOf = (path: string): string => path.split('/')[1] ?? '';
export const pictures: ReadonlyMap<string, { Picture: ComponentType<PictureProps>; op: PeopleOp }> = new Map(Object.entries(found).map(([path, load]) => [kindOf(path), { Picture: lazy(load), op: `${kindOf(path)}People` as PeopleOp }]));
