/** The mark: two fish of a school. Decoration; the name stands next to it. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="logo">
      <rect width="32" height="32" rx="8" fill="var(--primary)" />
      <g fill="var(--on-primary)">
        <path d="M4.500 9.200 8 12.200C10.200 9.800 13.200 8.400 16.300 8.400c4.200 0 7.700 2.100 10.200 5-2.500 2.900-6 5-10.200 5-3.100 0-6.100-1.400-8.300-3.800l-3.500 3c.5-1.400.7-2.800.7-4.200s-.2-2.800-.7-4.200z" />
        <path d="M11.500 20.300l2 1.700c1.300-1.300 3-2.100 4.800-2.100 2.400 0 4.400 1.200 5.900 2.800-1.500 1.700-3.500 2.900-5.900 2.900-1.800 0-3.500-.8-4.800-2.200l-2 1.700c.3-.8.4-1.600.4-2.400s-.1-1.600-.4-2.400z" opacity=".72" />
      </g>
      <circle cx="21.600" cy="12.400" r="1.250" fill="var(--primary)" />
    </svg>
  );
}
