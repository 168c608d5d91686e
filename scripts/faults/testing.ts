import { expect, inject, onTestFinished, vi } from 'vitest';
import { type Scene, type SceneOptions, setScene } from './scene.ts';

/** For what is awaited, ms; no measure of speed. */
const awaiting = { timeout: 180_000, interval: 200 };

/** A scene on the run's Postgres, its processes started, gone after the running test. */
export async function startScene(options: Omit<SceneOptions, 'postgres'>): Promise<Scene> {
  const url = (database: string) => new URL(`/${database}`, inject('postgresUrl')).href;
  const scene = await setScene({ postgres: { url }, ...options });
  onTestFinished(scene.close, 60_000);
  await Promise.all(scene.services.map((service) => service.start()));
  return scene;
}

export function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await isTrue()).toBe(true), awaiting);
}
