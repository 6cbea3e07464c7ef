/* Clocks go forward, sleeping takes the time asked for, and the date is one of this century. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(void)
{
	struct timespec pause = { .tv_nsec = 30000000 }, resolution;
	int backwards = 0, same = 0;
	long long first = now(CLOCK_MONOTONIC), last = first, t;
	for (int i = 0; i < 10000; i++, last = t) {
		t = now(CLOCK_MONOTONIC);
		backwards += t < last;
		same += t == last;
	}
	printf("backwards %d, moves %d\n", backwards, same < 10000);
	first = now(CLOCK_MONOTONIC);
	nanosleep(&pause, NULL);
	t = now(CLOCK_MONOTONIC) - first;
	printf("slept at least 30 ms: %d, not 2 s: %d\n", t >= 30000000, t < 2000000000);
	printf("time() is CLOCK_REALTIME: %d\n", now(CLOCK_REALTIME) / 1000000000 - time(NULL) <= 1);
	printf("after 2020: %d\n", time(NULL) > 1577836800);
	clock_getres(CLOCK_MONOTONIC, &resolution);
	printf("high resolution: %d\n", resolution.tv_sec == 0 && resolution.tv_nsec == 1);
	t = now(CLOCK_PROCESS_CPUTIME_ID);
	printf("CPU time: %d\n", t >= 0 && t < 60000000000);
	return 0;
}
