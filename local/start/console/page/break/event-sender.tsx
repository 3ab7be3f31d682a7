import type { JSX, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { EventField, EventForm, HuntState } from '../../console-state.ts';
import { getJson } from '../requests.ts';

interface Props {
  readonly forms: readonly EventForm[];
  readonly hunt: HuntState | undefined;
}

interface Answered {
  readonly id: string;
  readonly status: number;
  readonly body: string;
}

/** An event by hand: the form of its type, the answer as a phone gets it, and the way to follow it. */
export function EventSender({ forms, hunt }: Props): JSX.Element {
  const [type, setType] = useState(forms[0]?.type ?? '');
  const [player, setPlayer] = useState('ada');
  const [answered, setAnswered] = useState<Answered>();
  const form = forms.find((each) => each.type === type);
  const submit = async (event: TargetedEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (form === undefined) return;
    setAnswered(await post(player, form, new FormData(event.currentTarget)));
  };
  return (
    <section>
      <h3>Send an event</h3>
      <form onSubmit={submit} class="sender">
        <label>
          Event type
          <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value)}>
            {forms.map((each) => (
              <option key={each.type}>{each.type}</option>
            ))}
          </select>
        </label>
        <label>
          Player
          <input
            value={player}
            required
            maxLength={64}
            onInput={({ currentTarget }) => setPlayer(currentTarget.value)}
          />
        </label>
        {form?.fields.map((field) => (
          <Field key={`${type} ${field.name} ${hunt?.huntId}`} field={field} hunt={hunt} />
        ))}
        <button type="submit">Send as {player}</button>
      </form>
      <div role="status">
        {answered !== undefined && (
          <>
            <p>
              The API answered <b>{answered.status}</b>. <a href={`#events/${answered.id}`}>Follow {answered.id}</a>
            </p>
            <pre>{answered.body}</pre>
          </>
        )}
      </div>
    </section>
  );
}

function Field({ field, hunt }: { readonly field: EventField; readonly hunt: HuntState | undefined }): JSX.Element {
  const { name, kind, required, minimum, maximum, maxLength, value } = field;
  const id = `field-${name}`;
  const common = { id, name, required, defaultValue: inHunt(name, hunt) ?? value };
  return (
    <div>
      <label htmlFor={id}>{name}</label>
      {kind === 'number' ? (
        <input {...common} type="number" step="any" min={minimum} max={maximum} />
      ) : (
        <input {...common} type="text" maxLength={maxLength} />
      )}
    </div>
  );
}

/** The example names a hunt that does not run; this one does. */
function inHunt(name: string, hunt: HuntState | undefined): string | undefined {
  if (hunt === undefined) return undefined;
  if (name === 'huntId') return hunt.huntId;
  if (name === 'clueId') return Object.keys(hunt.clues)[0];
  return name === 'treasureId' ? Object.keys(hunt.treasures)[0] : undefined;
}

/** Sends it as a phone does: to the API, with a key and the player's token. */
async function post(player: string, { type, fields }: EventForm, given: FormData): Promise<Answered> {
  const id = crypto.randomUUID();
  try {
    const access = await getJson<{ token: string; apiKey: string }>(
      `/local/token?player=${encodeURIComponent(player)}`,
    );
    const data = Object.fromEntries(
      fields.flatMap(({ name, kind }) => {
        const text = String(given.get(name) ?? '');
        if (text === '') return [];
        return [[name, kind === 'number' ? Number(text) : kind === 'json' ? JSON.parse(text) : text]];
      }),
    );
    const response = await fetch('/v1/events', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': access.apiKey,
        authorization: `Bearer ${access.token}`,
      },
      body: JSON.stringify({ events: [{ id, type, occurredAt: new Date().toISOString(), data }] }),
    });
    return { id, status: response.status, body: pretty(await response.text()) };
  } catch (error) {
    return { id, status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
