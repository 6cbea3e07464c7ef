/* Files shared by processes: record locks, flock, a FIFO, O_APPEND, inotify. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char dir[] = "/tmp/locks_XXXXXX", text[32] = "", events[256];
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	chdir(mkdtemp(dir));
	int fd = open("file", O_RDWR|O_CREAT|O_APPEND, 0600);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x100000000LL, .l_len = 10 }, probe;
	printf("lock %d\n", fcntl(fd, F_SETLK, &lock));
	if (!fork()) {
		probe = lock;
		probe.l_start += 5;
		probe.l_len = 1;
		int other = open("file", O_RDWR);
		int refused = fcntl(other, F_SETLK, &probe) == -1 && (errno == EAGAIN || errno == EACCES);
		fcntl(other, F_GETLK, &probe);
		printf("refused %d, holder %d, from %llx for %d\n", refused, probe.l_pid == getppid(), (long long)probe.l_start, (int)probe.l_len);
		printf("flock %d", flock(other, LOCK_EX|LOCK_NB));
		printf(" %d\n", flock(fd, LOCK_EX|LOCK_NB));
		lseek(fd, 0, SEEK_SET);
		write(fd, "child", 5);
		_exit(0);
	}
	wait(&status);
	write(fd, "parent", 6);
	printf("appended %zd", pread(fd, text, sizeof text, 0));
	printf(" '%s'\n", text);

	mkfifo("fifo", 0600);
	if (!fork()) {
		int w = open("fifo", O_WRONLY);
		write(w, "through", 7);
		_exit(0);
	}
	int r = open("fifo", O_RDONLY);
	memset(text, 0, sizeof text);
	printf("fifo %zd", read(r, text, sizeof text));
	printf(" '%s', end %zd\n", text, read(r, text, sizeof text));
	wait(&status);

	int i = inotify_init1(IN_CLOEXEC);
	int watch = inotify_add_watch(i, ".", IN_CREATE|IN_DELETE);
	close(open("new", O_CREAT|O_WRONLY, 0600));
	unlink("new");
	ssize_t n = read(i, events, sizeof events);
	struct inotify_event *e = (void *)events;
	printf("watch %d, created %d '%s'", e->wd == watch, e->mask == IN_CREATE, e->name);
	e = (void *)(events + sizeof *e + e->len);
	printf(", deleted %d '%s', whole %d\n", e->mask == IN_DELETE, e->name, n == 2 * (ssize_t)(sizeof *e + e->len));
	unlink("file");
	unlink("fifo");
	chdir("/");
	printf("gone %d\n", rmdir(dir));
	return 0;
}
