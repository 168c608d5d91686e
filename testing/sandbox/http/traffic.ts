/** One request as it arrived. `at` and `answeredAt` are ms since 1970 with fractions. */
export interface RecordedRequest {
  readonly at: number;
  readonly method: string;
  /** with the query string */
  readonly path: string;
  /** the account or store of the request, null for none */
  readonly account: string | null;
  /** the address that it came from */
  readonly caller: string;
  /** null while unanswered, and for good when the connection was cut before an answer */
  status: number | null;
  answeredAt: number | null;
}

/** The sandbox's memory of the requests that count against its limit. */
export interface Traffic {
  readonly requests: readonly RecordedRequest[];
  readonly record: (request: Pick<RecordedRequest, 'method' | 'path' | 'account' | 'caller'>) => RecordedRequest;
  /** requests of the same caller that arrived in the `windowMs` up to and including this one */
  readonly countBefore: (request: RecordedRequest, windowMs: number) => number;
  /** the highest number of requests that arrived in any sliding second */
  readonly busiestSecond: () => number;
  /** the same for any other period, and for one caller where it is named */
  readonly busiestWindow: (windowMs: number, caller?: string) => number;
  /** requests that arrived at or after `since` (ms since 1970); all of them by default */
  readonly callCount: (since?: number) => number;
  readonly clear: () => void;
}

export function createTraffic(): Traffic {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    record: (request) => {
      const recorded = { ...request, at: highResolutionNow(), status: null, answeredAt: null };
      requests.push(recorded);
      return recorded;
    },
    countBefore: ({ at, caller }, windowMs) => {
      const first = requests.findLastIndex((request) => request.at <= at - windowMs) + 1;
      return requests.slice(first).filter((request) => request.at <= at && request.caller === caller).length;
    },
    busiestSecond: () => busiestWindow(requests, 1000),
    busiestWindow: (windowMs, caller) =>
      busiestWindow(
        caller === undefined ? requests : requests.filter((request) => request.caller === caller),
        windowMs,
      ),
    callCount: (since = 0) => requests.filter((request) => request.at >= since).length,
    clear: () => {
      requests.length = 0;
    },
  };
}

export function highResolutionNow(): number {
  return performance.timeOrigin + performance.now();
}

function busiestWindow(requests: readonly RecordedRequest[], windowMs: number): number {
  let busiest = 0;
  let first = 0;
  for (const [last, request] of requests.entries()) {
    while ((requests[first]?.at ?? request.at) <= request.at - windowMs) first += 1;
    busiest = Math.max(busiest, last - first + 1);
  }
  return busiest;
}
