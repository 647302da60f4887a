/** Reads a table from a file as spreadsheets save it: UTF-8, or what Windows wrote before that. */
export type FileTable = { readonly is: 'text'; readonly text: string } | { readonly is: 'excel' | 'long' | 'unreadable' };

const BYTES_MAX = 1_000_000; // Far more than may be sent; a film picked by mistake is not read at all.

export async function readTable(file: File): Promise<FileTable> {
  if (file.size > BYTES_MAX) return { is: 'long' };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (packed(bytes)) return { is: 'excel' };
    return { is: 'text', text: decoded(bytes) };
  } catch {
    return { is: 'unreadable' };
  }
}

/** The two ways in which Excel files begin. */
function packed(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
