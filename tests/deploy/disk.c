/* A disk that forgets what nobody asked it to keep, and that can be full. For LD_PRELOAD; Linux.

   DISK_WATCHED  a folder
   DISK_DURABLE  another: of each file below the first what a failure of power would leave of it, which is what it was at the end
                 of the last fsync or fdatasync of it. Names are kept in order, as a journal of metadata keeps them: what is
                 renamed, linked or removed is so there too.
   DISK_FULL     a file: while it exists, no file below the watched folder grows */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name); real; })

static const char *told(const char *name) { const char *value = getenv(name); return value && *value ? value : NULL; }

/* ---- names -------------------------------------------------------------------------------------------------------------- */

/* Where a path of the watched folder lies in the durable one; 0 where it is not below the watched one. */
static int durable(const char *path, char *found) {
    const char *watched = told("DISK_WATCHED"), *kept = told("DISK_DURABLE");
    if (!watched || !kept) return 0;
    size_t length = strlen(watched);
    if (strncmp(path, watched, length) || path[length] != '/') return 0;
    return snprintf(found, PATH_MAX, "%s%s", kept, path + length) < PATH_MAX;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* A name as it was given to a call, from the root; the folders on the way are taken as they are called. */
static int whole(int folder, const char *name, char *path) {
    char at[PATH_MAX];
    if (name[0] == '/') return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX;
    if (folder == AT_FDCWD ? !getcwd(at, sizeof at) : !path_of(folder, at)) return 0;
    if (name[0] == '.' && name[1] == '/') name += 2;
    return snprintf(path, PATH_MAX, "%s/%s", at, name) < PATH_MAX;
}

static void folders_of(const char *path) {
    char made[PATH_MAX];
    snprintf(made, sizeof made, "%s", path);
    for (char *slash = strchr(made + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (!mkdir(made, 0777)) chmod(made, 0777); /* of whichever user */
        *slash = '/';
    }
}

/* One after the other, whoever does it: else an older copy could take the place of a newer one. */
static int alone(void) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/.alone", told("DISK_DURABLE"));
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock >= 0) { fchmod(lock, 0666); flock(lock, LOCK_EX); }
    return lock;
}

/* ---- what is kept --------------------------------------------------------------------------------------------------------- */

static void keep(int fd) {
    char path[PATH_MAX], to[PATH_MAX], part[PATH_MAX + 16], buffer[1 << 16];
    struct stat is;
    if (!path_of(fd, path) || !durable(path, to) || fstat(fd, &is) || !S_ISREG(is.st_mode) || !is.st_nlink) return;
    int before = errno, lock = alone();
    folders_of(to);
    snprintf(part, sizeof part, "%s.part", to);
    int from = open(path, O_RDONLY | O_CLOEXEC), out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ssize_t got = -1;
    while (from >= 0 && out >= 0 && (got = syscall(SYS_read, from, buffer, sizeof buffer)) > 0)
        if (syscall(SYS_write, out, buffer, (size_t) got) != got) abort();
    if (from >= 0) close(from);
    if (out >= 0) close(out);
    if (got == 0) REAL(rename)(part, to);
    if (lock >= 0) close(lock);
    errno = before;
}

/* What was done to two names is done to what is kept of them. */
static void alike(int of, const char *from, int into, const char *to, int moved) {
    char one[PATH_MAX], other[PATH_MAX], here[PATH_MAX], there[PATH_MAX];
    if (!whole(of, from, one) || !whole(into, to, other) || !durable(one, here) || !durable(other, there)) return;
    int before = errno, lock = alone();
    folders_of(there);
    if (!moved) REAL(link)(here, there);
    else if (REAL(rename)(here, there) && errno == ENOENT) REAL(unlink)(there); /* what took its place was never kept */
    if (lock >= 0) close(lock);
    errno = before;
}

static void gone(int of, const char *name) {
    char one[PATH_MAX], here[PATH_MAX];
    if (!whole(of, name, one) || !durable(one, here)) return;
    int before = errno;
    if (REAL(unlink)(here) && errno == EISDIR) REAL(rmdir)(here);
    errno = before;
}

#define AFTER(call, then) ({ __typeof__(call) done = call; if (!done) then; done; })

int fsync(int fd) { return AFTER(REAL(fsync)(fd), keep(fd)); }
int fdatasync(int fd) { return AFTER(REAL(fdatasync)(fd), keep(fd)); }
int rename(const char *a, const char *b) { return AFTER(REAL(rename)(a, b), alike(AT_FDCWD, a, AT_FDCWD, b, 1)); }
int renameat(int x, const char *a, int y, const char *b) { return AFTER(REAL(renameat)(x, a, y, b), alike(x, a, y, b, 1)); }
int link(const char *a, const char *b) { return AFTER(REAL(link)(a, b), alike(AT_FDCWD, a, AT_FDCWD, b, 0)); }
int linkat(int x, const char *a, int y, const char *b, int f) { return AFTER(REAL(linkat)(x, a, y, b, f), alike(x, a, y, b, 0)); }
int unlink(const char *a) { return AFTER(REAL(unlink)(a), gone(AT_FDCWD, a)); }
int unlinkat(int x, const char *a, int f) { return AFTER(REAL(unlinkat)(x, a, f), gone(x, a)); }
int rmdir(const char *a) { return AFTER(REAL(rmdir)(a), gone(AT_FDCWD, a)); }

/* ---- a full disk ---------------------------------------------------------------------------------------------------------- */

/* Whether a file may not reach so far: what lies on the disk already can be written over. at: -1, where the file stands. */
static int no_room(int fd, off_t at, size_t length) {
    const char *full = told("DISK_FULL");
    char path[PATH_MAX], kept[PATH_MAX];
    struct stat is;
    int before = errno, refused = 0;
    if (full && !access(full, F_OK) && path_of(fd, path) && durable(path, kept) && !fstat(fd, &is) && S_ISREG(is.st_mode)) {
        if (at < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? is.st_size : lseek(fd, 0, SEEK_CUR);
        refused = at + (off_t) length > is.st_size;
    }
    errno = refused ? ENOSPC : before;
    return refused;
}

static size_t sum(const struct iovec *parts, int count) {
    size_t length = 0;
    for (int at = 0; at < count; at++) length += parts[at].iov_len;
    return length;
}

#define UNLESS_FULL(fd, at, length, call) (no_room(fd, at, length) ? -1 : (call))

ssize_t write(int fd, const void *b, size_t n) { return UNLESS_FULL(fd, -1, n, REAL(write)(fd, b, n)); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) { return UNLESS_FULL(fd, at, n, REAL(pwrite)(fd, b, n, at)); }
ssize_t pwrite64(int fd, const void *b, size_t n, off_t at) { return UNLESS_FULL(fd, at, n, REAL(pwrite64)(fd, b, n, at)); }
ssize_t writev(int fd, const struct iovec *p, int n) { return UNLESS_FULL(fd, -1, sum(p, n), REAL(writev)(fd, p, n)); }
ssize_t pwritev(int fd, const struct iovec *p, int n, off_t at) {
    return UNLESS_FULL(fd, at, sum(p, n), REAL(pwritev)(fd, p, n, at));
}
ssize_t pwritev64(int fd, const struct iovec *p, int n, off_t at) {
    return UNLESS_FULL(fd, at, sum(p, n), REAL(pwritev64)(fd, p, n, at));
}
int posix_fallocate(int fd, off_t at, off_t n) { return no_room(fd, at, (size_t) n) ? ENOSPC : REAL(posix_fallocate)(fd, at, n); }
int posix_fallocate64(int fd, off_t at, off_t n) {
    return no_room(fd, at, (size_t) n) ? ENOSPC : REAL(posix_fallocate64)(fd, at, n);
}
