/** A small directory for tests: nobody in it lives. */
import { bookOf, type Assignment, type Book, type Told } from './directory';

export const NOW_MS = 1_800_000_000_000;

/** Two heads who hold their posts, a third post that is vacant, and the administrator's. */
export const TOLD: Told = {
  agencies: [
    { id: 'bpbd', name: 'Badan Penanggulangan Bencana', short: 'BPBD', agency_class: 'kritikal' },
    { id: 'dinkes', name: 'Dinas Kesehatan', short: 'Dinkes', agency_class: 'esensial' },
    { id: 'lama', name: 'Dinas Lama', short: 'Dislama', active: false },
  ],
  posts: [
    { id: 'bpbd', agency: 'bpbd', title: 'Kepala Pelaksana', role: 'head' },
    { id: 'bpbd-sekretaris', agency: 'bpbd', title: 'Sekretaris', role: 'head', rank: 2 },
    { id: 'dinkes', agency: 'dinkes', title: 'Kepala Dinas', role: 'head' },
    { id: 'lama', agency: 'lama', title: 'Kepala Dinas', role: 'head' },
  ],
  officials: [
    { id: 'o1', name: 'Pejabat Uji Satu', phone: '+6281100000001' },
    { id: 'o2', name: 'Pejabat Uji Dua', phone: '+6281100000002' },
    { id: 'o3', name: 'Pejabat Uji Tiga' },
    { id: 'o4', name: 'Pejabat Uji Empat', active: false },
    { id: 'o5' },
  ],
  assignments: [
    { id: 'a1', post: 'bpbd', official: 'o1', kind: 'definitif', from_ms: 1000 },
    { id: 'a2', post: 'dinkes', official: 'o2', kind: 'definitif', from_ms: 1000 },
    { id: 'a3', post: 'lama', official: 'o3', kind: 'definitif', from_ms: 1000 },
  ],
};

export function sample(...more: Assignment[]): Book {
  return bookOf({ ...TOLD, assignments: [...TOLD.assignments, ...more] });
}

export function held(id: string, post: string, official: string, more: Partial<Assignment> = {}): Assignment {
  return { id, post, official, kind: 'definitif', from_ms: NOW_MS, to_ms: null, ...more };
}
