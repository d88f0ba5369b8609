/** Where a message goes, and how hard it is tried. */
export type NotifyTarget = SnsTarget | EventBridgeTarget | WebhookTarget

export interface Delivery {
  /** Milliseconds that one try may take. */
  readonly timeout: number
  /** Further tries after the first. */
  readonly retries: number
}

export interface SnsTarget extends Delivery {
  readonly kind: 'sns'
  /** ARN of the topic. */
  readonly topic: string
}

export interface EventBridgeTarget extends Delivery {
  readonly kind: 'eventbridge'
  /** Name or ARN. */
  readonly bus: string
  readonly source: string
  /** Null = `ctrain` and the event. */
  readonly detailType: string | null
}

export interface WebhookTarget extends Delivery {
  readonly kind: 'webhook'
  /** Often holds a token: only its host is for people. */
  readonly url: string
  readonly format: WebhookFormat
  /** Signs the messages; null = they are not signed. */
  readonly secret: string | null
  readonly headers: Readonly<Record<string, string>>
}

export const WEBHOOK_FORMATS = ['json', 'slack'] as const

export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number]
