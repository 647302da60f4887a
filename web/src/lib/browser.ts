/** Which words tell this browser's user how to allow the microphone. Guessed from its name; a wrong guess costs a hint. */
export type Guide = 'ios' | 'android' | 'firefox' | 'safari' | 'chrome';

export function guide(agent: string): Guide {
  if (/iPhone|iPad/.test(agent)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  if (agent.includes('Firefox')) return 'firefox';
  return /Chrome|Edg/.test(agent) ? 'chrome' : 'safari';
}
