/* RTS, DTR, CTS, DSR and DCD for a pseudo-terminal, which has none: a preloaded library.
 *
 * POSKO_TTY names the terminal, POSKO_LINES a file with its TIOCM bits, and a log of them. As
 * Linux does with a serial port, every opening raises RTS and DTR; who drops them at the last
 * closing (HUPCL) is whoever holds the other end (rig.py), since a killed process closes nothing here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OURS (TIOCM_RTS | TIOCM_DTR)

#define NOTES 65536

struct note { /* When RTS or DTR became what: CLOCK_MONOTONIC. */
  uint64_t at_ns;
  uint32_t bits, unused;
};
struct port {
  atomic_uint bits, noted;
  struct note notes[NOTES];
};

static struct port *lines;
static dev_t terminal;

__attribute__((constructor)) static void begin(void) {
  const char *tty = getenv("POSKO_TTY"), *file = getenv("POSKO_LINES");
  struct stat about;
  if (!tty || !file || stat(tty, &about) != 0) return;
  int (*plain_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int shared = plain_open(file, O_RDWR | O_CLOEXEC);
  if (shared < 0) return;
  void *bytes = mmap(NULL, sizeof(struct port), PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  close(shared);
  if (bytes == MAP_FAILED) return;
  terminal = about.st_rdev;
  lines = bytes;
}

static int is_it(int number) {
  struct stat about;
  return lines && number >= 0 && fstat(number, &about) == 0 && about.st_rdev == terminal;
}

static void become(unsigned bits) {
  unsigned before = atomic_exchange(&lines->bits, bits);
  struct timespec now;
  if (before == bits) return;
  clock_gettime(CLOCK_MONOTONIC, &now);
  unsigned n = atomic_fetch_add(&lines->noted, 1);
  if (n < NOTES) lines->notes[n] = (struct note){now.tv_sec * 1000000000ull + now.tv_nsec, bits, 0};
}

static int raised(int number) {
  if (is_it(number)) become(atomic_load(&lines->bits) | OURS);
  return number;
}

#define OPENER(name)                                                            \
  int name(const char *path, int flags, ...) {                                  \
    static int (*next)(const char *, int, ...);                                 \
    if (!next) next = dlsym(RTLD_NEXT, #name);                                  \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode_t mode = va_arg(rest, mode_t);                                         \
    va_end(rest);                                                               \
    return raised(next(path, flags, mode));                                     \
  }
#define OPENER_AT(name)                                                         \
  int name(int folder, const char *path, int flags, ...) {                      \
    static int (*next)(int, const char *, int, ...);                            \
    if (!next) next = dlsym(RTLD_NEXT, #name);                                  \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode_t mode = va_arg(rest, mode_t);                                         \
    va_end(rest);                                                               \
    return raised(next(folder, path, flags, mode));                             \
  }
OPENER(open)
OPENER(open64)
OPENER_AT(openat)
OPENER_AT(openat64)

int ioctl(int number, unsigned long request, ...) {
  static int (*next)(int, unsigned long, ...);
  if (!next) next = dlsym(RTLD_NEXT, "ioctl");
  va_list rest;
  va_start(rest, request);
  unsigned *bits = va_arg(rest, unsigned *);
  va_end(rest);
  int known = request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC;
  if (!known || !is_it(number)) return next(number, request, bits);
  if (getenv("POSKO_GONE") && access(getenv("POSKO_GONE"), F_OK) == 0) {
    errno = EIO; /* Unplugged. */
    return -1;
  }
  unsigned now = atomic_load(&lines->bits), asked = *bits & OURS;
  if (request == TIOCMGET) *bits = now;
  if (request == TIOCMBIS) become(now | asked);
  if (request == TIOCMBIC) become(now & ~asked);
  if (request == TIOCMSET) become((now & ~OURS) | asked);
  return 0;
}
