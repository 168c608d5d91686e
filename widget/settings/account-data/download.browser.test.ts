import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettingsStage, section, setSettingsStage } from '../testing/settings-stage.ts';

let stage: SettingsStage;
beforeAll(async () => {
  stage = await setSettingsStage();
});
afterAll(() => stage.close());

test('the browser saves all data, and a file for support, exactly as the server sent them', async () => {
  const data = section(await stage.open(), 'Data');
  const download = async (button: string): Promise<{ name: string; bytes: Buffer }> => {
    const file = data.page().waitForEvent('download');
    await data.getByRole('button', { name: button }).click();
    const saved = await file;
    return { name: saved.suggestedFilename(), bytes: await buffer(await saved.createReadStream()) };
  };
  const { subdomain } = stage.kommo.account();
  const archive = await download('Download all data');
  expect(archive.name).toMatch(new RegExp(`^payments-${subdomain}-\\d{4}-\\d\\d-\\d\\d\\.tar$`));
  const entries = await unpackTar(archive.bytes);
  const textOf = (file: string) =>
    Buffer.from(entries.find(({ header }) => header.name === `export/${file}`)?.data ?? []).toString();
  const { files } = JSON.parse(textOf('manifest.json'));
  expect(files.length).toBeGreaterThan(10);
  for (const { name, sha256 } of files) {
    expect([name, createHash('sha256').update(textOf(name)).digest('hex')]).toEqual([name, sha256]);
  }
  await data.getByText('File saved.').waitFor();

  const diagnostics = await download('Download diagnostics');
  expect(diagnostics.name).toMatch(/^diagnostics-.*\.json$/);
  expect(JSON.parse(diagnostics.bytes.toString())).toMatchObject({ format: 'kommo-fastspring diagnostics' });
});
