const BEAT_MS = 1_000;

/**
 * Calls `beat` about once a second, and `wake` when the reader does something on the page or comes back to its tab.
 * Gives the function that ends both.
 */
export function startHeartbeat(beat: () => void, wake: () => void): () => void {
  const listening = new AbortController();
  for (const event of ['pointerdown', 'keydown', 'visibilitychange']) {
    document.addEventListener(event, wake, { passive: true, capture: true, signal: listening.signal });
  }
  const timer = setInterval(beat, BEAT_MS);
  return () => {
    clearInterval(timer);
    listening.abort();
  };
}
