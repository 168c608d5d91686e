import { expect, inject, onTestFinished, vi } from 'vitest';
import { closeOnFailure, type Scene, type SceneOptions, setScene } from './scene.ts';

/** Time limit for awaited results, ms; no measure of speed. */
const awaiting = { timeout: 180_000, interval: 200 };

/** The run's Postgres. */
const sharedPostgres = { url: (database: string) => new URL(`/${database}`, inject('postgresUrl')).href };

/** A scene on the run's Postgres, with its processes started, closed after the running test. */
export async function startScene(options: Omit<SceneOptions, 'postgres'>): Promise<Scene> {
  const scene = await startSharedScene(options);
  onTestFinished(scene.close, 60_000);
  return scene;
}

/** The same for all tests of a file, which closes it. Starting a service takes longer than most of its tests. */
export async function startSharedScene(options: Omit<SceneOptions, 'postgres'>): Promise<Scene> {
  const scene = await setScene({ postgres: sharedPostgres, ...options });
  await closeOnFailure(scene, () => Promise.all(scene.services.map((service) => service.start())));
  return scene;
}

export function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await isTrue()).toBe(true), awaiting);
}
