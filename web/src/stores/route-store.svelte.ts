/** Where the user is. The browser's own back button leads back. */
import { address, parsed, type Route } from '../lib/route';

export interface AddressPort {
  readonly path: string;
  readonly hash: string;
  go(address: string): void;
  /** Write an address over the present one: the old one is not kept in the history. */
  replace(address: string): void;
}

export class RouteStore {
  readonly #port: AddressPort;
  #route: Route;

  constructor(port: AddressPort) {
    this.#port = port;
    this.#route = $state.raw(parsed(port.path, port.hash));
  }

  get now(): Route {
    return this.#route;
  }

  /** Of the sign-in link that was opened, if one was. */
  get token(): string | null {
    return this.#route.at === 'link' && this.#route.token !== '' ? this.#route.token : null;
  }

  go(route: Exclude<Route, { at: 'link' }>): void {
    this.#port.go(address(route));
    this.moved();
  }

  /** To another side of the same place: the back button leads out of it, not through its sides. */
  turn(route: Exclude<Route, { at: 'link' }>): void {
    this.#port.replace(address(route));
    this.moved();
  }

  /** Out of the sign-in page, and its link out of the address bar. */
  home(): void {
    this.#port.replace(`/${address({ at: 'rooms' })}`);
    this.moved();
  }

  moved(): void {
    this.#route = parsed(this.#port.path, this.#port.hash);
  }
}
