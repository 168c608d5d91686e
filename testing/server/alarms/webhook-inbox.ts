import { createHmac } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { AlarmDescription } from '../../../server/alarms/alarm-description.ts';
import { startServer } from '../kommo/kommo-stack.ts';

export interface WebhookInbox {
  readonly url: string;
  /** the posted bodies, including refused ones */
  readonly posts: readonly Post[];
  /** the answer to every post from now on; 200 until then */
  readonly answerWith: (status: number) => void;
}

interface Post {
  readonly alarms: readonly AlarmDescription[];
  readonly isSigned: boolean;
  /** unchanged */
  readonly body: string;
}

/** A real HTTP server on this machine that receives alarms; closed after the running test. */
export async function startWebhookInbox(secret: string): Promise<WebhookInbox> {
  const posts: Post[] = [];
  let status = 200;
  const { origin } = await startServer(async (request, response) => {
    const body = await text(request);
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    posts.push({
      alarms: JSON.parse(body).alarms,
      isSigned: request.headers['x-alarm-signature'] === `sha256=${digest}`,
      body,
    });
    response.writeHead(status).end('noted');
  });
  return {
    url: `${origin}/alarms?token=in-the-address`,
    posts,
    answerWith: (next) => {
      status = next;
    },
  };
}
