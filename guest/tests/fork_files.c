/* After fork: descriptors of its own, but shared positions and flags of files; close-on-exec says nothing; which locks come along. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

static char name[] = "/tmp/fork_files_XXXXXX";
static int fd;

static const char *result(int r)
{
	return r >= 0 ? "ok" : errno_name(errno);
}

/* What a child does, the parent waiting for it. */
static void in_child(void (*what)(void))
{
	pid_t pid = fork();
	if (!pid) {
		what();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static int lock(int cmd, int type)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 10 };
	return fcntl(fd, cmd, &l);
}

static void positions(void)
{
	char text[5] = "";
	read(fd, text, 4);
	printf("child read '%s'", text);
	printf(" at %d\n", (int)lseek(fd, 0, SEEK_CUR));
	lseek(fd, 20, SEEK_SET);
	fcntl(fd, F_SETFL, O_APPEND);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void descriptors(void)
{
	printf("child: close-on-exec one is open %s", result(write(fd, "cc", 2)));
	printf(", closed %s", result(close(fd)));
	printf(", again %s\n", result(close(fd)));
	dup2(1, 77);
	chdir("/");
	umask(077);
}

static void record_locks(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	fcntl(fd, F_GETLK, &l);
	printf("child: record locked by my parent %d, from %d, %d long", l.l_pid == getppid(), (int)l.l_start, (int)l.l_len);
	printf(", mine %s", result(lock(F_SETLK, F_WRLCK)));
	printf(", unlock %s\n", result(lock(F_SETLK, F_UNLCK)));
}

static void other_record(void)
{
	close(open(name, O_RDONLY));
	printf("child, after the parent closed another: %s\n", result(lock(F_SETLK, F_WRLCK)));
}

static void description_locks(void)
{
	printf("child: same description %s", result(lock(F_OFD_SETLK, F_WRLCK)));
	int other = open(name, O_RDWR), mine = fd;
	fd = other;
	printf(", another %s", result(lock(F_OFD_SETLK, F_WRLCK)));
	fd = mine;
	printf(", unlock %s\n", result(lock(F_OFD_SETLK, F_UNLCK)));
}

static void whole_locks(void)
{
	int other = open(name, O_RDWR);
	printf("child: flock by the same description %s", result(flock(fd, LOCK_EX|LOCK_NB)));
	printf(", by another %s", result(flock(other, LOCK_EX|LOCK_NB)));
	close(fd);
	printf(", when mine is closed %s\n", result(flock(other, LOCK_EX|LOCK_NB)));
}

static void unlock_whole(void)
{
	flock(fd, LOCK_UN);
}

static void try_whole(void)
{
	int other = open(name, O_RDWR);
	printf("child: flock by another %s\n", result(flock(other, LOCK_EX|LOCK_NB)));
}

int main(void)
{
	char text[64] = "", dir[64];
	setvbuf(stdout, NULL, _IOLBF, 0);
	fd = mkstemp(name);
	chdir("/tmp");
	umask(022);
	write(fd, "0123456789", 10);
	lseek(fd, 3, SEEK_SET);
	in_child(positions);
	printf("my position %d, append %d, close-on-exec %d\n", (int)lseek(fd, 0, SEEK_CUR), (fcntl(fd, F_GETFL) & O_APPEND) != 0, fcntl(fd, F_GETFD));
	write(fd, "ab", 2);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	in_child(descriptors);
	printf("mine: open %s", result(write(fd, "d", 1)));
	printf(", the child's %s", result(fcntl(77, F_GETFD)));
	printf(", directory kept %d", !strcmp(getcwd(dir, sizeof dir), "/tmp"));
	printf(", umask %o\n", umask(022));
	pread(fd, text, sizeof text - 1, 0);
	printf("content '%s'\n", text);

	lock(F_SETLK, F_WRLCK);
	in_child(record_locks);
	in_child(record_locks);
	in_child(other_record);
	close(open(name, O_RDONLY));
	in_child(other_record);

	printf("by description: %s\n", result(lock(F_OFD_SETLK, F_WRLCK)));
	in_child(description_locks);
	in_child(description_locks);

	flock(fd, LOCK_EX);
	in_child(whole_locks);
	in_child(try_whole);
	in_child(unlock_whole);
	in_child(try_whole);
	unlink(name);
	return 0;
}
