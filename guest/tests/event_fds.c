/* eventfd, timerfd and signalfd: readable when due, with the counts that happened. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

int main(void)
{
	uint64_t n = 0;
	int e = eventfd(3, EFD_NONBLOCK);
	n = 4;
	write(e, &n, sizeof n);
	read(e, &n, sizeof n);
	printf("eventfd %d, then %zd\n", (int)n, read(e, &n, sizeof n));

	int t = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec every = { { 0, 5000000 }, { 0, 5000000 } };
	timerfd_settime(t, 0, &every, NULL);
	usleep(30000);
	read(t, &n, sizeof n);
	printf("timerfd at least 5: %d\n", n >= 5 && n < 1000);
	timerfd_gettime(t, &every);
	printf("interval %ld, armed %d\n", every.it_interval.tv_nsec, every.it_value.tv_nsec > 0);

	sigset_t set;
	struct signalfd_siginfo info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int s = signalfd(-1, &set, 0);
	raise(SIGUSR1);
	printf("signalfd %zd", read(s, &info, sizeof info));
	printf(" %d, from me %d\n", info.ssi_signo, info.ssi_pid == (uint32_t)getpid());
	return 0;
}
