/** A place webhooks are sent to ("REST v2, Integration"), by API or pasted in the dashboard. */
export interface WebhookIntegration {
  id: string;
  projectId: string;
  name: string;
  url: string;
  /** Sent verbatim as `Authorization`; never answered. */
  authorizationHeader: string | null;
  /** null = both. */
  environment: 'production' | 'sandbox' | null;
  /** Lower-case names; null = all. */
  eventTypes: string[] | null;
  /** null = all apps. */
  appId: string | null;
  /** Signs deliveries if set; the dashboard's switch, not part of the API. */
  signingSecret: string | null;
  /** Milliseconds. */
  createdAt: number;
}

/** Whether an integration wants an event. TEST goes wherever it is sent. */
export function wants(
  { environment, eventTypes, appId }: WebhookIntegration,
  event: { type: string; environment: string; appId: string },
): boolean {
  return (
    (environment === null || environment === event.environment.toLowerCase()) &&
    (eventTypes === null || eventTypes.includes(event.type.toLowerCase())) &&
    (appId === null || appId === event.appId)
  );
}
