/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The real file system.  Fault points sit in write, sync and rename, before the call, where a crash
 * would lose most.  EINTR is retried; a short write is continued.  ENOSPC and EDQUOT have a name of
 * their own, because what to do about them differs from a broken disk. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/panic.h"
#include "base/vec.h"

struct io_file {
  int fd;
  char path[]; /* for messages */
};

static bool fail(struct err *err, int e, const char *path) {
  if (e == ENOSPC || e == EDQUOT) return err_fail(err, ERR_disk_full, "%s", path);
  if (e == ENOENT) return err_fail(err, ERR_not_found_file, "%s", path);
  return err_fail_errno(err, ERR_io, e, "%s", path);
}

static bool px_open(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                    struct err *err) {
  int flags = O_CLOEXEC | (mode == IO_READ ? O_RDONLY : O_RDWR | O_CREAT);
  if (mode == IO_CREATE_NEW) flags |= O_EXCL;
  int fd;
  do
    fd = open(path, flags, mode == IO_CREATE_PRIVATE ? 0600 : 0640);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return fail(err, errno, path);
  struct stat st;
  if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
    close(fd);
    return fail(err, EISDIR, path);
  }
  struct io_file *f = must_malloc(sizeof *f + strlen(path) + 1);
  f->fd = fd;
  strcpy(f->path, path);
  *ret = f;
  return true;
}

static void px_close(struct io *io, struct io_file *f) {
  close(f->fd);
  free(f);
}

static bool px_pread(struct io *io, struct io_file *f, void *p, size_t n, uint64_t off,
                     size_t *ret_n, struct err *err) {
  size_t done = 0;
  while (done < n) {
    ssize_t got = pread(f->fd, (char *)p + done, n - done, (off_t)(off + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(err, errno, f->path);
    if (got == 0) break;
    done += (size_t)got;
  }
  *ret_n = done;
  return true;
}

static bool px_pwrite(struct io *io, struct io_file *f, const void *p, size_t n, uint64_t off,
                      struct err *err) {
  if (fault_hit(FAULT_io_pwrite)) return fail(err, EIO, f->path);
  for (size_t done = 0; done < n;) {
    ssize_t put = pwrite(f->fd, (const char *)p + done, n - done, (off_t)(off + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(err, errno, f->path);
    done += (size_t)put;
  }
  return true;
}

static bool px_size(struct io *io, struct io_file *f, uint64_t *ret, struct err *err) {
  struct stat st;
  if (fstat(f->fd, &st) != 0) return fail(err, errno, f->path);
  *ret = (uint64_t)st.st_size;
  return true;
}

static bool px_truncate(struct io *io, struct io_file *f, uint64_t size, struct err *err) {
  return ftruncate(f->fd, (off_t)size) == 0 ? true : fail(err, errno, f->path);
}

static bool px_sync(struct io *io, struct io_file *f, struct err *err) {
  if (fault_hit(FAULT_io_sync)) return fail(err, EIO, f->path);
  return fdatasync(f->fd) == 0 ? true : fail(err, errno, f->path);
}

static bool px_rename(struct io *io, const char *from, const char *to, struct err *err) {
  if (fault_hit(FAULT_io_rename)) return fail(err, EIO, to);
  return rename(from, to) == 0 ? true : fail(err, errno, to);
}

static bool px_unlink(struct io *io, const char *path, struct err *err) {
  if (unlink(path) == 0 || errno == ENOENT) return true;
  if (errno == EISDIR && rmdir(path) == 0) return true;
  return fail(err, errno, path);
}

static bool px_mkdir(struct io *io, const char *path, struct err *err) {
  return mkdir(path, 0750) == 0 || errno == EEXIST ? true : fail(err, errno, path);
}

static bool px_sync_dir(struct io *io, const char *path, struct err *err) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return fail(err, errno, path);
  bool ok = fsync(fd) == 0 || errno == EINVAL; /* some file systems cannot sync a directory */
  int e = errno;
  close(fd);
  return ok ? true : fail(err, e, path);
}

static int by_bytes(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool px_list(struct io *io, const char *path, struct arena *out, struct str **ret,
                    size_t *ret_n, struct err *err) {
  VEC(struct str) names = {0};
  DIR *d = opendir(path);
  if (!d && errno != ENOENT) return fail(err, errno, path);
  for (struct dirent *e; d && (e = readdir(d));) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    struct str name = arena_str(out, str_from(e->d_name));
    vec_push(&names, name);
  }
  if (d) closedir(d);
  struct str *sorted = arena_array(out, struct str, names.n);
  if (names.n) {
    memcpy(sorted, names.p, names.n * sizeof *sorted);
    qsort(sorted, names.n, sizeof *sorted, by_bytes);
  }
  *ret = sorted;
  *ret_n = names.n;
  vec_free(&names);
  return true;
}

/* ---- maps ----
 *
 * A page of a map that cannot be read (EIO, or behind the end of a file that somebody cut) is a
 * SIGBUS.  The handler puts a page of zeros in its place, marks the map as lost and lets the reader
 * go on; who read asks io_map_lost before believing what came of it.  Unlike a jump out of the
 * handler this leaves no code half-way, and unlike pread it costs nothing while all is well.
 *
 * Maps stand in a list that only grows; the entry of a removed one is used again.  The handler only
 * reads it, and calls mmap, which is a plain system call. */

struct map_entry {
  _Atomic uintptr_t start; /* 0: free */
  _Atomic size_t bytes;
  atomic_bool lost;
  struct map_entry *next;
};

static struct {
  pthread_mutex_t lock;
  _Atomic(struct map_entry *) list;
  atomic_bool any_lost;
  struct sigaction before;
  size_t page;
} maps = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct map_entry *map_at(uintptr_t at) {
  for (struct map_entry *e = atomic_load(&maps.list); e; e = e->next) {
    uintptr_t start = atomic_load(&e->start);
    if (start && at >= start && at - start < atomic_load(&e->bytes)) return e;
  }
  return NULL;
}

static void on_bus_error(int sig, siginfo_t *info, void *context) {
  int saved = errno;
  uintptr_t at = (uintptr_t)info->si_addr & ~(uintptr_t)(maps.page - 1);
  struct map_entry *e = map_at((uintptr_t)info->si_addr);
  if (!e || mmap((void *)at, maps.page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                 0) == MAP_FAILED) {
    sigaction(SIGBUS, &maps.before, NULL); /* not ours: it strikes again, and as it always did */
  } else {
    atomic_store(&e->lost, true);
    atomic_store(&maps.any_lost, true);
  }
  errno = saved;
}

/* With each map anew: a test harness may have taken the signal meanwhile. */
static void watch_maps(void) {
  struct sigaction now, a = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  if (sigaction(SIGBUS, NULL, &now) == 0 && now.sa_flags & SA_SIGINFO &&
      now.sa_sigaction == on_bus_error)
    return;
  sigemptyset(&a.sa_mask);
  maps.page = (size_t)sysconf(_SC_PAGESIZE);
  maps.before = now;
  sigaction(SIGBUS, &a, NULL);
}

static void map_enter(const void *p, size_t n) {
  pthread_mutex_lock(&maps.lock);
  watch_maps();
  struct map_entry *e = atomic_load(&maps.list);
  while (e && atomic_load(&e->start))
    e = e->next;
  if (!e) {
    e = must_calloc(1, sizeof *e);
    e->next = atomic_load(&maps.list);
    atomic_store(&maps.list, e);
  }
  atomic_store(&e->lost, false);
  atomic_store(&e->bytes, n);
  atomic_store(&e->start, (uintptr_t)p);
  pthread_mutex_unlock(&maps.lock);
}

static bool px_map_lost(struct io *io, const void *p) {
  if (!atomic_load_explicit(&maps.any_lost, memory_order_relaxed)) return false;
  struct map_entry *e = map_at((uintptr_t)p);
  return e && atomic_load(&e->lost);
}

static bool px_map(struct io *io, struct io_file *f, size_t n, const void **ret, struct err *err) {
  if (n == 0) {
    *ret = "";
    return true;
  }
  void *p = mmap(NULL, n, PROT_READ, MAP_SHARED, f->fd, 0);
  if (p == MAP_FAILED) return fail(err, errno, f->path);
  map_enter(p, n);
  *ret = p;
  return true;
}

static void px_map_want(struct io *io, const void *p, size_t n) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)p & ~(page - 1);
  posix_madvise((void *)from, (uintptr_t)p + n - from, POSIX_MADV_WILLNEED);
}

uint64_t io_map_waits(void) {
  struct rusage u;
  return getrusage(RUSAGE_THREAD, &u) == 0 ? (uint64_t)u.ru_majflt : 0;
}

static void px_unmap(struct io *io, const void *p, size_t n) {
  if (n == 0) return;
  pthread_mutex_lock(&maps.lock); /* between the two nobody may be given the same address */
  struct map_entry *e = map_at((uintptr_t)p);
  munmap((void *)(uintptr_t)p, n);
  if (e) atomic_store(&e->start, 0);
  pthread_mutex_unlock(&maps.lock);
}

static bool px_lock(struct io *io, struct io_file *f, bool *ret_got, struct err *err) {
  if (flock(f->fd, LOCK_EX | LOCK_NB) == 0) {
    *ret_got = true;
    return true;
  }
  if (errno != EWOULDBLOCK) return fail(err, errno, f->path);
  *ret_got = false;
  return true;
}

static const struct io_ops posix_ops = {
    .open = px_open,
    .close = px_close,
    .pread = px_pread,
    .pwrite = px_pwrite,
    .size = px_size,
    .truncate = px_truncate,
    .sync = px_sync,
    .rename = px_rename,
    .unlink = px_unlink,
    .mkdir = px_mkdir,
    .sync_dir = px_sync_dir,
    .list = px_list,
    .map = px_map,
    .unmap = px_unmap,
    .map_lost = px_map_lost,
    .map_want = px_map_want,
    .lock = px_lock,
};

struct io *io_posix(void) {
  static struct io posix = {&posix_ops, NULL};
  return &posix;
}
