/** A service worker that does nothing: whether it may be registered is what the page asks. */
