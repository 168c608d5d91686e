const BEAT_MS = 500;

/**
 * Calls `beat` about twice a second, and when the reader leaves the tab or comes back. Returns a function that stops
 * it.
 */
export function startHeartbeat(beat: () => void): () => void {
  document.addEventListener('visibilitychange', beat);
  const timer = setInterval(beat, BEAT_MS);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', beat);
  };
}
