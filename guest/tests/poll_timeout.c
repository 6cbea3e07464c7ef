/* poll, select and epoll wait for the time given, or for what happens first. */
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void tell(const char *what, int r, long since, long least)
{
	long took = ms() - since;
	printf("%s: %d, in time %d\n", what, r, took >= least && took < least + 2000);
}

int main(void)
{
	int fds[2];
	setvbuf(stdout, NULL, _IOLBF, 0);
	pipe(fds);
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	long t = ms();
	tell("poll nothing", poll(&p, 1, 40), t, 40);
	t = ms();
	tell("poll at once", poll(&p, 1, 0), t, 0);

	if (!fork()) {
		usleep(30000);
		write(fds[1], "x", 1);
		_exit(0);
	}
	t = ms();
	tell("poll a writer", poll(&p, 1, 5000), t, 20);
	printf("readable %d\n", p.revents == POLLIN);
	wait(NULL);

	fd_set set;
	FD_ZERO(&set);
	FD_SET(fds[0], &set);
	struct timeval limit = { 5, 0 };
	int r = select(fds[0] + 1, &set, NULL, NULL, &limit);
	printf("select %d, set %d\n", r, !!FD_ISSET(fds[0], &set));

	int e = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = 0x123456789abcdefULL };
	epoll_ctl(e, EPOLL_CTL_ADD, fds[0], &ev);
	ev.data.u64 = 0;
	r = epoll_wait(e, &ev, 1, 5000);
	printf("epoll %d, data %llx\n", r, (unsigned long long)ev.data.u64);
	char c;
	read(fds[0], &c, 1);
	t = ms();
	tell("epoll nothing", epoll_wait(e, &ev, 1, 40), t, 40);

	close(fds[1]);
	r = poll(&p, 1, 5000);
	printf("poll after close %d, hung up %d\n", r, !!(p.revents & POLLHUP));
	p.fd = 99;
	r = poll(&p, 1, 5000);
	printf("poll no file %d, invalid %d\n", r, p.revents == POLLNVAL);
	return 0;
}
