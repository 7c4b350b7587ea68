/* Where the values come from: a file read here, or what was pasted. */
import { useState } from 'react';
import { decode, type Encoding } from './decode';

/** A list is at most 1 MiB; its file may have other columns. */
export const FILE_MAX = 32 * 1024 ** 2;

export interface Source { name: string; size: number; text: string; encoding: Encoding }
export type Refused = { why: 'notText' | 'tooBig'; name: string; size: number };

const spreadsheet = /\.(xlsx?|xlsm|xlsb|ods|numbers|et|zip|gz|pdf|docx?)$/i;

export function useSource() {
  const [file, setFile] = useState<Source | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const take = async (files: File[]): Promise<Source | null> => {
    const f = files[0];
    if (!f) return null;
    setRefused(null);
    const refuse = (why: Refused['why']) => { setRefused({ why, name: f.name, size: f.size }); return null; };
    if (f.size > FILE_MAX) return refuse('tooBig');
    if (spreadsheet.test(f.name)) return refuse('notText');
    const read = decode(new Uint8Array(await f.arrayBuffer()));
    if (!read) return refuse('notText');
    const source = { name: f.name, size: f.size, ...read };
    setFile(source);
    return source;
  };
  return { file, refused, take, drop: () => setFile(null) };
}
