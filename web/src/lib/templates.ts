/** The tables an administrator brings: their columns, an example line, and what the directory holds now in that form. */
import { serving, type Book } from './directory';
import type { Rows } from './table';
import type { DirectoryImport } from './wire';

export type Table = DirectoryImport['table'];
export type AnyTable = Table | 'reshuffle';

export interface Columns {
  readonly needed: readonly string[];
  readonly more: readonly string[];
}

/** As they are called in Indonesian; the hub knows them by that name and by the English one of the wire. */
export const COLUMNS: Readonly<Record<AnyTable, Columns>> = {
  agencies: { needed: ['nama', 'singkatan', 'kelas', 'jabatan_kepala'], more: ['kode', 'jenis', 'kecamatan', 'id'] },
  posts: { needed: ['perangkat_daerah', 'jabatan'], more: ['peran', 'urutan', 'id'] },
  officials: { needed: ['jabatan'], more: ['nama', 'telepon', 'status', 'mulai', 'sampai'] },
  reshuffle: { needed: ['jabatan'], more: ['jabatan_asal', 'nama', 'telepon', 'status'] },
};

const EXAMPLES: Readonly<Record<AnyTable, Rows>> = {
  agencies: [['Dinas Contoh', 'Dincoh', 'esensial', 'Kepala Dinas Contoh', 'DINCOH', 'dinas', '', '']],
  posts: [['dincoh', 'Sekretaris Dinas', 'head', '2', '']],
  officials: [['dincoh-sekretaris-dinas', 'Pejabat Uji', '+62 812-0000-0000', 'definitif', '', '']],
  reshuffle: [
    ['dincoh', 'dincoh-sekretaris-dinas', '', '', 'definitif'],
    ['dincoh-sekretaris-dinas', '', 'Pejabat Uji', '+62 812-0000-0000', 'plt'],
  ],
};

export function templateOf(table: AnyTable): Rows {
  return [headOf(table), ...EXAMPLES[table]];
}

/** What is in use now, in the form of the table: to be changed in a spreadsheet and brought back. */
export function presentOf(table: Table, book: Book, now_ms: number): Rows {
  const lines = { agencies, posts, officials } satisfies Record<Table, (book: Book, now_ms: number) => Rows>;
  return [headOf(table), ...lines[table](book, now_ms)];
}

function headOf(table: AnyTable): readonly string[] {
  return [...COLUMNS[table].needed, ...COLUMNS[table].more];
}

/** An agency is one line with the post of its head, which has its id; one without such a post is not for a table. */
function agencies(book: Book): Rows {
  return [...book.agencies.values()].flatMap((one) => {
    const head = book.posts.get(one.id);
    if (!one.active || one.agency_class === '' || head?.role !== 'head') return [];
    return [[one.name, one.short, one.agency_class, head.title, one.code, one.kind, one.district, one.id]];
  });
}

function posts(book: Book): Rows {
  const all = [...book.posts.values()].filter((one) => one.active && book.agencies.get(one.agency)?.active);
  return all.map((one) => [one.agency, one.title, one.role, String(one.rank), one.id]);
}

/** Those who can be named; a line without anybody would be a bad one when it is brought back. */
function officials(book: Book, now_ms: number): Rows {
  const all = [...book.posts.values()].filter((one) => one.active && book.agencies.get(one.agency)?.active);
  return all.flatMap((post) =>
    serving(book, post.id, now_ms).flatMap((one) => {
      const { name = '', phone = '' } = book.officials.get(one.official) ?? {};
      return name === '' && phone === '' ? [] : [[post.id, name, spaced(phone), one.kind, '', '']];
    }),
  );
}

/** Parted by a blank a spreadsheet leaves a number as it is, with its plus. */
function spaced(phone: string): string {
  return phone.replace(/^(\+\d\d)/, '$1 ');
}
