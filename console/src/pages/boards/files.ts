/* What a tile can leave as: pages/KIND/useFiles.ts, the same as on the page of its kind. */
import { createElement, Fragment, lazy, type ComponentType, type ReactNode } from 'react';
import type { Files, UseFiles } from '@/parts/question/files';

export interface WithFilesProps { answer: never; question: object; children: (files: Files | null) => ReactNode }

const found = import.meta.glob<{ useFiles: UseFiles<never> }>('../*/useFiles.ts');
const kindOf = (path: string): string => path.split('/')[1] ?? '';
// A hook comes with its module; a component of its own calls it, so that it is called at every render or never.
const component = (useFiles: UseFiles<never>) => function WithFiles({ answer, question, children }: WithFilesProps) { return createElement(Fragment, null, children(useFiles(answer, question))); };
export const files: ReadonlyMap<string, ComponentType<WithFilesProps>> = new Map(Object.entries(found).map(([path, load]) => [kindOf(path), lazy(async () => ({ default: component((await load()).useFiles) }))]));
