/* Alarms: once, repeating, remaining time. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int sig)
{
	ticks++;
	(void)sig;
}

static void every_ms(int first, int then)
{
	struct itimerval t = { .it_value = { .tv_usec = first * 1000 }, .it_interval = { .tv_usec = then * 1000 } };
	setitimer(ITIMER_REAL, &t, NULL);
}

int main(void)
{
	struct itimerval left;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, tick);
	every_ms(20, 0);
	pause();
	printf("one shot: %d\n", (int)ticks);
	every_ms(10, 10);
	while (ticks < 6) pause();
	every_ms(0, 0);
	printf("repeating: %d\n", ticks >= 6);
	alarm(100);
	getitimer(ITIMER_REAL, &left);
	printf("remaining: %d, alarm(0) %d\n", left.it_value.tv_sec == 99 || left.it_value.tv_sec == 100, alarm(0) >= 99);
	return 0;
}
