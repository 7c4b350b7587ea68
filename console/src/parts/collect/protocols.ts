/** Clients by the names that people call them. */
export const protocolNames = { shoal: 'Shoal', segment: 'Segment', sensors: 'Sensors', posthog: 'PostHog', mixpanel: 'Mixpanel', ga4: 'GA4', cloudevents: 'CloudEvents' } as const;
