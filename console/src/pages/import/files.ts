/* What can be said about a file before it is sent. */
export const UPLOAD_MAX = 4 * 1024 ** 3;

export type Refusal = 'empty' | 'large' | 'spreadsheet' | 'archive' | 'other';

export function refusal(file: { name: string; size: number }): Refusal | null {
  const name = file.name.toLowerCase();
  if (/\.(xlsx?|xlsm|xlsb|ods|numbers|et)$/.test(name)) return 'spreadsheet';
  if (/\.(zip|rar|7z|tar|tgz|bz2|xz)$/.test(name)) return 'archive';
  if (/\.(pdf|docx?|pptx?|png|jpe?g|gif|heic|mp4|parquet|db|sqlite)$/.test(name)) return 'other';
  if (file.size === 0) return 'empty';
  if (file.size > UPLOAD_MAX) return 'large';
  return null;
}
