/* The picture beside the form: a school of fish in one direction, one of them its own colour. Positions come from a fixed
   recurrence, so it is the same picture every time. */
const fish = Array.from({ length: 46 }, (_, i) => {
  const a = i * 2.399963, r = Math.sqrt(i + 0.5) * 31;
  return { x: 250 + Math.cos(a) * r * 1.12, y: 250 + Math.sin(a) * r * 0.8, s: 0.5 + ((i * 37) % 17) / 26, turn: Math.sin(a * 1.7) * 9 - 8 };
});

export function Fish() {
  return (
    <svg viewBox="0 0 500 500" aria-hidden="true" className="login-fish">
      {fish.map((f, i) => (
        <path key={i} className={i === 11 ? 'login-one' : undefined} opacity={i === 11 ? 1 : 0.28 + f.s * 0.4} transform={`translate(${f.x.toFixed(1)} ${f.y.toFixed(1)}) rotate(${f.turn.toFixed(1)}) scale(${f.s.toFixed(2)})`}
          d="M-24-9-14-1C-8-8 0-12 9-12c11 0 20 6 26 12-6 6-15 12-26 12C0 12-8 8-14 1l-10 8c2-6 2-12 0-18z" />
      ))}
    </svg>
  );
}
