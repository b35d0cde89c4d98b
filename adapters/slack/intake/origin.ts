/** Which workspace something that Slack delivers is for, and which installation of the app may answer it there. */
import { z } from 'zod';

export interface Origin {
  /** The workspace that has the app. */
  readonly team: string | undefined;
  /** Its organization, whose installation may be the one that counts. */
  readonly enterprise: string | undefined;
  /** Users who are spoken to in a channel that companies share: one of them may be our bot of another company. */
  readonly spokenTo: readonly string[];
}

const Id = z.object({ id: z.string() }).nullish();

const EventBody = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  /** One installation that the event is meant for, though several may see it. */
  authorizations: z
    .array(z.object({ team_id: z.string().nullish(), enterprise_id: z.string().nullish() }))
    .nullish(),
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.object({ text: z.string().nullish(), parent_user_id: z.string().nullish() }),
});

const CommandBody = z.object({
  command: z.string(),
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
});

const InteractionBody = z.object({
  /** Missing where an organization has the app. */
  team: z.object({ id: z.string(), enterprise_id: z.string().nullish() }).nullish(),
  enterprise: Id,
  user: z.object({ team_id: z.string().nullish() }),
  /** A form that was opened in a channel of another company. */
  view: z.object({ app_installed_team_id: z.string().nullish() }).nullish(),
});

/** Undefined where Slack does not say, which it always does of what is for us. */
export function originOf(body: unknown): Origin | undefined {
  const event = EventBody.safeParse(body).data;
  if (event) {
    const [authorization] = event.authorizations ?? [];
    const { text, parent_user_id } = event.event;
    const mentioned = [...(text ?? '').matchAll(/<@([UW]\w+)/g)].map(([, id]) => id!);
    return {
      team: authorization?.team_id ?? event.team_id ?? undefined,
      enterprise: (authorization ? authorization.enterprise_id : event.enterprise_id) ?? undefined,
      spokenTo: event.is_ext_shared_channel
        ? [...mentioned, ...(parent_user_id ? [parent_user_id] : [])]
        : [],
    };
  }
  const command = CommandBody.safeParse(body).data;
  if (command) return { team: command.team_id, enterprise: command.enterprise_id ?? undefined, spokenTo: [] };
  const interaction = InteractionBody.safeParse(body).data;
  if (!interaction) return undefined;
  const { team, enterprise, user, view } = interaction;
  return {
    team: view?.app_installed_team_id ?? team?.id ?? user.team_id ?? undefined,
    enterprise: enterprise?.id ?? team?.enterprise_id ?? undefined,
    spokenTo: [],
  };
}
