import { theme, type ThemeConfig } from 'antd';
import { controlHeight, dark, font, light, mono, radius, radiusCard, type Tokens } from './tokens';

/* The dark algorithm shifts the seeds themselves (#7FB0FF → #6f99dc), and tokens that are seeds cannot be overridden
   afterwards; a last algorithm puts them back. */
function exact(t: Tokens) {
  const seeds = { colorPrimary: t.primary, colorInfo: t.primary, colorLink: t.primary, colorSuccess: t.success, colorWarning: t.warning, colorError: t.danger };
  return (_: SeedToken, map?: MapToken): MapToken => ({ ...(map as MapToken), ...seeds });
}
type MapToken = ReturnType<typeof theme.defaultAlgorithm>;
type SeedToken = Parameters<typeof theme.defaultAlgorithm>[0];

/* antd derives lighter hovers from its seeds and darkens them in the dark algorithm; both fail contrast, so each
   colour that text or a control stands on is set outright. */
export function antdTheme(isDark: boolean): ThemeConfig {
  const t = isDark ? dark : light;
  return {
    algorithm: [isDark ? theme.darkAlgorithm : theme.defaultAlgorithm, exact(t)],
    hashed: false,
    token: {
      fontFamily: font, fontFamilyCode: mono, fontSize: 14, borderRadius: radius, borderRadiusLG: radiusCard, controlHeight, controlHeightSM: 24,
      colorPrimary: t.primary, colorPrimaryHover: t.primaryHover, colorPrimaryActive: t.primaryActive, colorPrimaryText: t.primary,
      colorPrimaryBg: t.primaryTint, colorPrimaryBgHover: t.primaryTint, colorPrimaryBorder: t.control, colorPrimaryTextHover: t.primaryHover, colorPrimaryTextActive: t.primaryActive,
      colorLink: t.primary, colorLinkHover: t.primaryHover, colorLinkActive: t.primaryActive,
      colorSuccess: t.success, colorWarning: t.warning, colorError: t.danger, colorInfo: t.primary,
      colorErrorHover: t.dangerHover, colorErrorActive: t.dangerActive, colorErrorText: t.danger, colorErrorTextHover: t.dangerHover, colorErrorTextActive: t.dangerActive,
      colorSuccessText: t.success, colorWarningText: t.warning, colorErrorBorder: t.danger, colorErrorBorderHover: t.dangerHover,
      colorSuccessBg: t.successTint, colorWarningBg: t.warningTint, colorErrorBg: t.dangerTint, colorErrorBgHover: t.dangerTint, colorInfoBg: t.primaryTint,
      colorText: t.text, colorTextSecondary: t.secondary, colorTextTertiary: t.tertiary, colorTextDescription: t.tertiary, colorTextPlaceholder: t.tertiary, colorTextQuaternary: t.control,
      colorTextLabel: t.secondary, colorTextHeading: t.text, colorIcon: t.tertiary, colorIconHover: t.text,
      colorBgLayout: t.page, colorBgContainer: t.surface, colorBgElevated: t.surface, colorFillAlter: t.subtle, colorBgSpotlight: isDark ? t.subtle : t.text,
      colorTextLightSolid: isDark ? t.onPrimary : '#FFFFFF',
      colorBorder: t.control, colorBorderSecondary: t.border, colorSplit: t.border, colorBgMask: t.scrim,
      controlItemBgHover: t.subtle, controlItemBgActive: t.primaryTint, controlItemBgActiveHover: t.primaryTint,
      motionDurationFast: '0.12s', motionDurationMid: '0.2s', motionDurationSlow: '0.2s', wireframe: false,
    },
    components: {
      Button: { primaryColor: t.onPrimary, dangerColor: t.onPrimary, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500, contentFontSizeSM: 13 },
      Tooltip: { colorTextLightSolid: isDark ? t.text : '#FFFFFF' },
      Drawer: { paddingLG: 20 },
      Segmented: { trackBg: t.subtle, itemColor: t.secondary, itemSelectedBg: t.surface, itemSelectedColor: t.text },
      Tabs: { itemColor: t.secondary, titleFontSize: 14, horizontalItemGutter: 24 },
      Switch: { handleBg: isDark ? t.page : '#FFFFFF', colorTextQuaternary: t.control, colorTextTertiary: t.tertiary },
      Tag: { defaultBg: t.subtle, defaultColor: t.secondary },
    },
  };
}
