/* Calls with 64-bit arguments or structures of times: each half arrives in its place. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t fired;

static void on_timer(int sig, siginfo_t *info, void *context)
{
	fired = info->si_value.sival_int;
	(void)sig;
	(void)context;
}

int main(void)
{
	char name[] = "/tmp/long_XXXXXX", text[16] = "";
	struct stat st;
	struct statvfs fs;
	int fd = mkstemp(name), fds[2];
	setvbuf(stdout, NULL, _IOLBF, 0);
	unlink(name);
	write(fd, "0123456789", 10);
	pipe(fds);

	off_t at = 4;
	printf("sendfile %zd", sendfile(fds[1], fd, &at, 3));
	printf(" to %lld", (long long)at);
	printf(" '%.*s'\n", (int)read(fds[0], text, sizeof text), text);
	loff_t from = 7;
	printf("splice %zd", splice(fd, &from, fds[1], NULL, 2, 0));
	printf(" to %lld", (long long)from);
	printf(" '%.*s'\n", (int)read(fds[0], text, sizeof text), text);
	struct iovec v[2] = { { text, 2 }, { text + 2, 3 } };
	printf("preadv %zd", preadv(fd, v, 2, 1));
	printf(" '%.5s', far %zd\n", text, preadv(fd, v, 2, 0x200000000LL));
	printf("pwritev %zd", pwritev(fd, v, 2, 20));
	fstat(fd, &st);
	printf(" size %lld\n", (long long)st.st_size);
	printf("advice %d, negative %d\n", posix_fadvise(fd, 0, 0x100000000LL, POSIX_FADV_RANDOM), posix_fadvise(fd, 0, -1, POSIX_FADV_NORMAL));
	printf("truncate below 0: %d", ftruncate(fd, -1));
	printf(" %s\n", errno == EINVAL ? "EINVAL" : "other");
	printf("statvfs %d", fstatvfs(fd, &fs));
	printf(" names %d, block %d\n", (int)fs.f_namemax, fs.f_bsize > 0);

	struct sigaction sa = { .sa_sigaction = on_timer, .sa_flags = SA_SIGINFO };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 77 };
	struct itimerspec in = { .it_value = { 0, 20000000 } }, left;
	timer_t timer;
	sigaction(SIGUSR1, &sa, NULL);
	printf("timer %d", timer_create(CLOCK_MONOTONIC, &event, &timer));
	timer_settime(timer, 0, &in, NULL);
	timer_gettime(timer, &left);
	printf(" left %d", left.it_value.tv_sec == 0 && left.it_value.tv_nsec > 0);
	while (!fired) usleep(1000);
	printf(" value %d\n", (int)fired);

	struct timespec now, then;
	clock_gettime(CLOCK_MONOTONIC, &now);
	then = now;
	then.tv_nsec += 20000000;
	if (then.tv_nsec >= 1000000000) {
		then.tv_sec++;
		then.tv_nsec -= 1000000000;
	}
	printf("until %d", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL));
	clock_gettime(CLOCK_MONOTONIC, &now);
	printf(" not before: %d\n", now.tv_sec > then.tv_sec || (now.tv_sec == then.tv_sec && now.tv_nsec >= then.tv_nsec));
	struct timex x = { .modes = 0 };
	int r = adjtimex(&x);
	printf("clock %d, tick %ld, now %d\n", r >= 0, x.tick, x.time.tv_sec - time(NULL) <= 1 && x.time.tv_sec > 1577836800);
	struct tm tm = { .tm_year = 200, .tm_mday = 1 };
	printf("year 2100: %lld\n", (long long)timegm(&tm));
	return 0;
}
