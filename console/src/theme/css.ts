import { dark, font, light, mono, type Tokens } from './tokens';

const kebab = (s: string): string => s.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function declarations(t: Tokens): string {
  return Object.entries(t).flatMap(([name, value]) =>
    typeof value === 'string' ? [`--${kebab(name)}:${value}`] : (value as readonly string[]).map((v, i) => `--${kebab(name)}-${i + 1}:${v}`)).join(';');
}

/** Style sheets use var(--text), var(--primary-tint), var(--sequential-3) … */
export function cssVariables(): string {
  return `:root{${declarations(light)};--font:${font};--mono:${mono};--radius:6px;--radius-card:8px;color-scheme:light}
:root[data-theme=dark]{${declarations(dark)};color-scheme:dark}
@media print{:root,:root[data-theme=dark]{${declarations(light)};color-scheme:light}}`;
}
