/* The design tokens, once.  Every figure was computed for WCAG 2 (text ≥ 4.5:1 on the surfaces it stands on) and for
   protan, deutan and tritan vision; tokens.test.ts recomputes them.  Change a colour there first. */

export interface Tokens {
  page: string; surface: string; subtle: string;
  text: string; secondary: string; tertiary: string;
  primary: string; primaryHover: string; primaryActive: string; onPrimary: string;
  success: string; warning: string; danger: string; dangerHover: string; dangerActive: string;
  primaryTint: string; successTint: string; warningTint: string; dangerTint: string;
  border: string; control: string; shadow: string; scrim: string;
  /** Six series that differ for every kind of colour vision; series 4–6 are also dashed. */
  categorical: readonly [string, string, string, string, string, string];
  /** Seven steps of one hue, few → many. */
  sequential: readonly [string, string, string, string, string, string, string];
  /** Seven steps, down → up. Never red and green. */
  diverging: readonly [string, string, string, string, string, string, string];
  /** Label colour on each step of `sequential`. */
  onSequential: readonly [string, string, string, string, string, string, string];
}

const ink = '#17202B', paper = '#FFFFFF', night = '#0F141B', snow = '#E7ECF2';

export const light: Tokens = {
  page: '#F4F6F9', surface: '#FFFFFF', subtle: '#EBEFF4',
  text: '#17202B', secondary: '#465363', tertiary: '#5F6C7C',
  primary: '#1C5BC7', primaryHover: '#174CA8', primaryActive: '#123C86', onPrimary: '#FFFFFF',
  success: '#17744A', warning: '#8A5200', danger: '#BF2A2A', dangerHover: '#A32222', dangerActive: '#861B1B',
  primaryTint: '#E8F0FD', successTint: '#E5F4EC', warningTint: '#FDF1DC', dangerTint: '#FCEBEA',
  border: '#D3DAE3', control: '#7F8B9A', shadow: 'rgba(23, 32, 43, 0.14)', scrim: 'rgba(23, 32, 43, 0.42)',
  categorical: ['#1C5BC7', '#E2781F', '#59A28E', '#7E1B6D', '#716328', '#B17BE5'],
  sequential: ['#EFF4FC', '#BFD3EF', '#90B1E2', '#6290D5', '#376FC0', '#0F4EA3', '#003375'],
  diverging: ['#994920', '#CC7B4B', '#E9C2A4', '#EEF0F3', '#AACBEE', '#5A91D7', '#215AB0'],
  onSequential: [ink, ink, ink, ink, paper, paper, paper],
};

export const dark: Tokens = {
  page: '#0F141B', surface: '#171E28', subtle: '#202936',
  text: '#E7ECF2', secondary: '#B0BBC8', tertiary: '#8F9CAB',
  primary: '#7FB0FF', primaryHover: '#A3C7FF', primaryActive: '#BBD6FF', onPrimary: '#0F141B',
  success: '#57C795', warning: '#E5AC4A', danger: '#FF8A80', dangerHover: '#FFA79F', dangerActive: '#FFBDB7',
  primaryTint: '#1B2E4D', successTint: '#16321F', warningTint: '#3A2A0E', dangerTint: '#431C1C',
  border: '#323E4D', control: '#6C7A8B', shadow: 'rgba(0, 0, 0, 0.5)', scrim: 'rgba(4, 7, 11, 0.62)',
  categorical: ['#7FB0FF', '#9F6B1E', '#87FAE4', '#E170A1', '#D7B92E', '#7661D4'],
  sequential: ['#242E3D', '#2F486D', '#3963A1', '#4780D2', '#6A9FEE', '#9AC0F8', '#CCE0FC'],
  diverging: ['#CC7B4B', '#A9623A', '#6B4630', '#2A3442', '#33507C', '#4780D2', '#7FB0FF'],
  onSequential: [snow, snow, snow, night, night, night, night],
};

export const font = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
export const mono = 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace';
export const radius = 6, radiusCard = 8, controlHeight = 32;
