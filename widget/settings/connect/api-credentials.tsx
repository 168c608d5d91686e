import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import type { Doubts } from '../api/settings-api.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { refusalText } from '../page/refusal-text.ts';
import { useConnectionForm } from './use-connection-form.ts';

/** Username and password of FastSpring's API, tested before they are saved and whenever the page is opened. */
export function ApiCredentials(): JSX.Element {
  const { texts, settings, credentials, mayChange, checkCredentials, refreshStatus } = usePage();
  const { credentials: words } = texts.connect;
  const { hasApiCredentials, apiUsername } = settings.fastspring;
  const [username, setUsername] = useState(apiUsername ?? '');
  const [password, setPassword] = useState('');
  const isTyped = password !== '' || username.trim() !== (apiUsername ?? '');
  const form = useConnectionForm('apiCredentials', isTyped);
  const keepsPassword = hasApiCredentials && username.trim() === apiUsername;

  const save = async (doubts: Doubts): Promise<void> => {
    const change = keepsPassword && password === '' ? {} : { apiPassword: password };
    const done = doubts === 'untested' ? words.savedUntested : words.saved;
    const refused = await form.save({ apiUsername: username, ...change }, done, doubts);
    if (refused !== null) return;
    setPassword('');
    await Promise.all([checkCredentials(), refreshStatus()]);
  };
  const remove = async (): Promise<string | null> => {
    const refused = await form.save({ apiUsername: null, apiPassword: null }, words.removed);
    if (refused === null) {
      setUsername('');
      await refreshStatus();
    }
    return refused && refusalText(texts, refused);
  };
  return (
    <form
      class="pvf-block"
      onSubmit={(event) => {
        event.preventDefault();
        void save('refuse');
      }}
    >
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.what}</p>
      {form.refusal === null && <Verdict />}
      {mayChange && (
        <CredentialFields
          form={form}
          username={username}
          password={password}
          keepsPassword={keepsPassword}
          setUsername={setUsername}
          setPassword={setPassword}
        />
      )}
      {mayChange && hasApiCredentials && <SavedActions remove={remove} />}
      <p role="status">{credentials !== 'refused' && form.saved}</p>
      <RefusalMessage refusal={form.refusal} />
      {form.refusal?.code === 'credentials_untested' && (
        <button type="button" class="pvf-button" disabled={form.isSaving} onClick={() => void save('untested')}>
          {words.saveUntested}
        </button>
      )}
    </form>
  );
}

/** For the saved credentials: test them again, or remove them. */
function SavedActions({ remove }: { remove: () => Promise<string | null> }): JSX.Element {
  const { texts, checkCredentials } = usePage();
  const { credentials: words } = texts.connect;
  return (
    <div class="pvf-actions">
      <button type="button" class="pvf-link" onClick={() => void checkCredentials()}>
        {words.test}
      </button>
      <ConfirmedButton
        label={words.remove}
        question={words.removeQuestion}
        yes={words.removeYes}
        no={texts.cancel}
        act={remove}
      />
    </div>
  );
}

function CredentialFields(props: {
  form: ReturnType<typeof useConnectionForm>;
  username: string;
  password: string;
  keepsPassword: boolean;
  setUsername: (username: string) => void;
  setPassword: (password: string) => void;
}): JSX.Element {
  const { form, username, password, keepsPassword } = props;
  const { credentials: words } = usePage().texts.connect;
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    form.edited();
  };
  return (
    <div class="pvf-inline">
      <TextField
        label={words.username}
        value={username}
        onChange={edit(props.setUsername)}
        problem={form.problemAt('apiUsername')}
      />
      <TextField
        label={words.password}
        type="password"
        value={password}
        hint={keepsPassword ? words.keepsPassword : undefined}
        onChange={edit(props.setPassword)}
        problem={form.problemAt('apiPassword')}
      />
      <button type="submit" class="pvf-button" disabled={form.isSaving || username.trim() === ''}>
        {words.save}
      </button>
    </div>
  );
}

function Verdict(): JSX.Element {
  const { texts, settings, credentials, mayChange } = usePage();
  const { verdicts } = texts.connect.credentials;
  if (!settings.fastspring.hasApiCredentials) return <p class="pvf-quiet">{verdicts.missing}</p>;
  if (!mayChange) return <p>{verdicts.saved}</p>;
  if (credentials === null) return <p class="pvf-quiet">{verdicts.testing}</p>;
  return (
    <p role="status" class={credentials === 'accepted' ? 'pvf-good' : 'pvf-bad'}>
      {verdicts[credentials]}
    </p>
  );
}
