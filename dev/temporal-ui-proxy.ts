import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

const SETTINGS_PATH = '/api/v1/settings';

/**
 * Stands before the UI of Temporal's dev server and changes one answer of it: browsers are to send the operator's
 * session cookie to the codec endpoint, which wants to know who asks (`Codec.IncludeCredentials`). The UI can be told so
 * by its configuration, but the dev server has no flag for that setting. All else passes through as it is.
 *
 * @param port public port, on 127.0.0.1 only.
 * @param uiPort where the UI itself listens.
 */
export async function startTemporalUiProxy(port: number, uiPort: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, uiPort));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, uiPort: number): void {
  const isSettings = incoming.method === 'GET' && incoming.url?.split('?')[0] === SETTINGS_PATH;
  const headers = { ...incoming.headers };
  // The answer is to be read here.
  if (isSettings) delete headers['accept-encoding'];
  const onward = request(
    { host: '127.0.0.1', port: uiPort, method: incoming.method, path: incoming.url, headers },
    (answer) => (isSettings ? void answerSettings(answer, outgoing) : answerAsIs(answer, outgoing)),
  );
  onward.on('error', () => unavailable(outgoing));
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** Piece by piece, as it comes: the UI follows workflows over answers that stay open. */
function answerAsIs(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  outgoing.flushHeaders();
  pipeline(answer, outgoing, () => undefined);
}

async function answerSettings(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const text = withCredentials(Buffer.concat(chunks).toString());
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': Buffer.byteLength(text) });
    outgoing.end(text);
  } catch {
    unavailable(outgoing);
  }
}

/** What is not the JSON expected (a newer UI, an error page) stays as it is. */
function withCredentials(text: string): string {
  try {
    const settings = JSON.parse(text) as { Codec?: object };
    return JSON.stringify({ ...settings, Codec: { ...settings.Codec, IncludeCredentials: true } });
  } catch {
    return text;
  }
}

function unavailable(outgoing: ServerResponse): void {
  if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' });
  outgoing.end('Temporal UI is not running; it may be starting again.\n');
}
