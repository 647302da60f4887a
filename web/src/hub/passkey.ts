/** Passkeys by the browser's own dialog (WebAuthn Level 2). On the wire bytes are base64url; here they are buffers. */
import type { Credential, Json, PasskeyPort } from '../lib/ports';

export const passkey: PasskeyPort = {
  get offered() {
    return 'PublicKeyCredential' in window && window.isSecureContext && /[a-z]/i.test(location.hostname.replace(/^\[.*\]$/, ''));
  },

  make: async (options) => {
    const asked = {
      ...options,
      challenge: buffer(options.challenge),
      user: { ...(options.user as Json), id: buffer((options.user as Json).id) },
      excludeCredentials: described(options.excludeCredentials),
    } as unknown as PublicKeyCredentialCreationOptions;
    const made = await answered(() => navigator.credentials.create({ publicKey: asked }));
    if (!made) return null;
    const response = made.response as AuthenticatorAttestationResponse;
    return card(made, { attestationObject: text(response.attestationObject) });
  },

  use: async (options) => {
    const asked = {
      ...options,
      challenge: buffer(options.challenge),
      allowCredentials: described(options.allowCredentials),
    } as unknown as PublicKeyCredentialRequestOptions;
    const used = await answered(() => navigator.credentials.get({ publicKey: asked }));
    if (!used) return null;
    const response = used.response as AuthenticatorAssertionResponse;
    return card(used, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && text(response.userHandle),
    });
  },
};

/** A dialog that is closed, times out or finds nothing ends in one and the same exception. */
async function answered(ask: () => Promise<globalThis.Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch {
    return null;
  }
}

function card(credential: PublicKeyCredential, response: Json): Credential {
  const own = text(credential.rawId);
  return {
    id: own,
    rawId: own,
    type: credential.type,
    response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
  };
}

function described(list: unknown): object[] {
  return ((list ?? []) as Json[]).map((one) => ({ ...one, id: buffer(one.id) }));
}

function buffer(base64url: unknown): Uint8Array {
  const bytes = atob(String(base64url).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
}

function text(bytes: ArrayBuffer): string {
  const chars = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(chars).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
