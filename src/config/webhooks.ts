/** The `webhooks` of attache.yaml: addresses that rules may send to, and the secrets that their requests are signed with. */
import { z } from 'zod';
import { isMap } from '../rules/index.ts';
import { byName } from './by-name.ts';

/** Standard Webhooks: keys have 24 to 64 bytes. */
const SECRET_BYTES = { least: 24, most: 64 } as const;

export interface Webhook {
  readonly url: string;
  /** As Standard Webhooks writes it: `whsec_` and base64. */
  readonly secret: string;
  /** The environment variable that holds it. */
  readonly secretFrom: string;
}

const WebhookSetting = z
  .strictObject(
    {
      /** `http` to this machine alone: what is sent holds what people have said. */
      url: z.string({ error: 'expected a web address' }).superRefine((text, context) => {
        const fault = addressFault(text);
        if (fault !== undefined) context.addIssue(fault);
      }),
      secretFrom: z
        .string({ error: 'expected the name of an environment variable' })
        .regex(/^[A-Za-z_]\w{0,99}$/, {
          error:
            'expected the name of an environment variable, such as TICKETS_SECRET; the secret itself stands there',
        }),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'expected url and secretFrom, and nothing else'
          : 'expected url and secretFrom',
    },
  )
  .readonly();
export type WebhookSetting = z.infer<typeof WebhookSetting>;

export const Webhooks = byName(WebhookSetting, 'webhooks');

/** Those of attache.yaml that are right, whatever else is wrong: their secrets can be looked at. */
export function soundWebhooks(content: unknown): Readonly<Record<string, WebhookSetting>> {
  const { webhooks } = isMap(content) ? content : {};
  const read = Object.entries(isMap(webhooks) ? webhooks : {}).map(
    ([name, written]) => [name, WebhookSetting.safeParse(written).data] as const,
  );
  return Object.fromEntries(read.flatMap(([name, webhook]) => (webhook ? [[name, webhook]] : [])));
}

/** Puts the secrets in. They are never repeated in an error. */
export function withSecrets(
  settings: Readonly<Record<string, WebhookSetting>>,
  env: Readonly<Record<string, string | undefined>>,
): { readonly webhooks: Readonly<Record<string, Webhook>>; readonly faults: readonly string[] } {
  const webhooks: (readonly [name: string, webhook: Webhook])[] = [];
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const secret = env[setting.secretFrom]?.trim() ?? '';
    const fault = secretFault(secret);
    if (fault === undefined) webhooks.push([name, { ...setting, secret }]);
    else
      faults.push(
        `${setting.secretFrom}: expected the secret of the webhook ${name}: whsec_ and ${SECRET_BYTES.least} to ${SECRET_BYTES.most} bytes in base64; got ${fault}.`,
      );
  }
  return { webhooks: Object.fromEntries(webhooks), faults };
}

function secretFault(secret: string): string | undefined {
  if (secret === '') return 'nothing';
  const base64 = /^whsec_((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?)$/.exec(secret)?.[1];
  if (base64 === undefined) return `a value of ${secret.length} characters that is not in this form`;
  const bytes = Buffer.from(base64, 'base64').byteLength;
  return bytes < SECRET_BYTES.least || bytes > SECRET_BYTES.most ? `${bytes} bytes` : undefined;
}

function addressFault(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    return 'expected a web address, such as https://tickets.example.com/attache';
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'expected https: without it anybody on the way could read what is sent';
  if (url.username !== '' || url.password !== '')
    return 'expected no name and password in the address: the signature says who sends';
  return undefined;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
