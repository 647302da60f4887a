/** Files to the hub and back, over plain HTTP: tus 1.0 by hand, for a piece's progress by XMLHttpRequest. */
import type { Placed, UploadPort } from '../lib/ports';
import { UNREACHABLE, type No, type Reply } from '../lib/reply';
import type { FileCard, Refusal } from '../lib/wire';

const PATH = '/api/files';
const TUS = { 'Tus-Resumable': '1.0.0' };
const ASK_MS = 20_000; // The hub may be making a thumbnail.
const STALLED_MS = 20_000;
const WHOLE_MS = 60_000; // After the last byte: a thumbnail, and others before it.
const NAME_MAX_CHARS = 200;

export class Tus implements UploadPort {
  readonly #post: () => string | null;

  /** post: for whom this page speaks. */
  constructor(post: () => string | null) {
    this.#post = post;
  }

  async create(card: FileCard, room: string, stop: AbortSignal): Promise<Reply<Placed>> {
    const metadata = Object.entries({ id: card.id, room, filename: card.name.slice(0, NAME_MAX_CHARS) });
    const headers = {
      ...this.#headers,
      'Upload-Length': String(card.size),
      'Upload-Metadata': metadata.map(([name, text]) => `${name} ${base64(text)}`).join(','),
    };
    try {
      const answer = await fetch(PATH, { method: 'POST', headers, signal: either(stop, ASK_MS) });
      return answer.ok ? placed(answer.headers.get('Upload-Offset')) : await refusal(answer);
    } catch {
      return UNREACHABLE; // No network, or stopped.
    }
  }

  send(id: string, offset: number, piece: Blob, onmoved: (bytes: number) => void, stop: AbortSignal): Promise<Reply<Placed>> {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = (ms: number): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          request.abort();
        }, ms);
      };
      request.upload.onprogress = ({ loaded }) => {
        onmoved(loaded);
        patience(STALLED_MS);
      };
      request.upload.onload = () => {
        patience(WHOLE_MS);
      };
      request.onloadend = () => {
        clearTimeout(timer);
        done(answered(request));
      };
      stop.addEventListener('abort', () => {
        request.abort();
      });
      request.open('PATCH', `${PATH}/${id}`);
      for (const [name, text] of Object.entries(this.#headers)) request.setRequestHeader(name, text);
      request.setRequestHeader('Upload-Offset', String(offset));
      request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
      patience(STALLED_MS);
      request.send(piece);
    });
  }

  end(id: string): void {
    void fetch(`${PATH}/${id}`, { method: 'DELETE', headers: this.#headers, keepalive: true }).catch(() => undefined); // The hub removes it after a day.
  }

  async whole(id: string, stop: AbortSignal): Promise<Reply<{ readonly blob: Blob }>> {
    try {
      const answer = await fetch(`${PATH}/${id}`, { signal: stop });
      return answer.ok ? { ok: true, blob: await answer.blob() } : await refusal(answer);
    } catch {
      return UNREACHABLE;
    }
  }

  get #headers(): Record<string, string> {
    const post = this.#post();
    return { ...TUS, ...(post !== null && { 'X-Posko-Post': post }) };
  }
}

function answered(request: XMLHttpRequest): Reply<Placed> {
  if (request.status === 204) return placed(request.getResponseHeader('Upload-Offset'));
  try {
    return request.status === 0 ? UNREACHABLE : no(JSON.parse(request.responseText) as Refusal);
  } catch {
    return UNREACHABLE; // Something between us that does not speak JSON.
  }
}

function placed(offset: string | null): Reply<Placed> {
  return offset !== null && /^\d+$/.test(offset) ? { ok: true, offset: Number(offset) } : UNREACHABLE;
}

async function refusal(answer: Response): Promise<No> {
  return no((await answer.json()) as Refusal);
}

function no({ code, retry_after_s = null }: Refusal): No {
  return { ok: false, code, retry_after_s };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Stopped by hand, or because it took too long. */
function either(stop: AbortSignal, patience_ms: number): AbortSignal {
  const both = new AbortController();
  const end = (): void => {
    both.abort();
  };
  stop.addEventListener('abort', end);
  AbortSignal.timeout(patience_ms).addEventListener('abort', end);
  return both.signal;
}
