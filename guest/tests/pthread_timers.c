/* Timers of POSIX: those that call a function in a thread and those that send a signal, each with its value. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#define MS 1000000

static sem_t fired[3];
static int calls[3], elsewhere[3];
static pthread_t first;

static void call(union sigval value)
{
	int *which = value.sival_ptr;
	int i = (int)(which - calls);
	elsewhere[i] = !pthread_equal(pthread_self(), first);
	__atomic_fetch_add(which, 1, __ATOMIC_SEQ_CST);
	sem_post(&fired[i]);
}

static timer_t make(clockid_t clock, struct sigevent *event)
{
	timer_t t;
	if (timer_create(clock, event, &t)) perror("timer_create");
	return t;
}

static int set(timer_t t, long after, long every)
{
	struct itimerspec s = { { every / 1000, every % 1000 * MS }, { after / 1000, after % 1000 * MS } };
	return timer_settime(t, 0, &s, NULL);
}

static timer_t calling(clockid_t clock, int i)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD };
	event.sigev_notify_function = call;
	event.sigev_value.sival_ptr = &calls[i];
	return make(clock, &event);
}

static timer_t signalling(clockid_t clock, int value)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	event.sigev_value.sival_int = value;
	return make(clock, &event);
}

static void take(const sigset_t *signals)
{
	siginfo_t info;
	int r = sigwaitinfo(signals, &info);
	printf("signal %d, of a timer %d, value %d\n", r == SIGRTMIN, info.si_code == SI_TIMER, info.si_value.sival_int);
}

/* Whether what a timer sent before it was stopped is still there is left open. */
static void drain(const sigset_t *signals)
{
	while (sigtimedwait(signals, NULL, &(struct timespec){ 0 }) > 0);
}

int main(void)
{
	sigset_t signals;
	struct itimerspec s = { { 0, 0 }, { 0, 0 } }, old;
	struct sigevent nothing = { .sigev_notify = SIGEV_NONE };
	timer_t t, u;
	setvbuf(stdout, NULL, _IOLBF, 0);
	first = pthread_self();
	for (int i = 0; i < 3; i++) sem_init(&fired[i], 0, 0);
	sigemptyset(&signals);
	sigaddset(&signals, SIGRTMIN);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);

	t = calling(CLOCK_MONOTONIC, 0);
	u = calling(CLOCK_REALTIME, 1);
	printf("set %d", set(t, 5, 5));
	printf(" %d\n", set(u, 5, 0));
	for (int i = 0; i < 8; i++) sem_wait(&fired[0]);
	sem_wait(&fired[1]);
	printf("fired 8 times, in another thread %d, delete %d\n", elsewhere[0], timer_delete(t));
	printf("once: %d, in another thread %d", calls[1], elsewhere[1]);
	printf(", again: %d", set(u, 1, 0));
	sem_wait(&fired[1]);
	printf(" %d, delete %d\n", calls[1], timer_delete(u));
	t = calling(CLOCK_MONOTONIC, 2);
	set(t, 100000, 0);
	printf("not due: %d, delete %d\n", calls[2], timer_delete(t));

	t = signalling(CLOCK_MONOTONIC, 42);
	u = signalling(CLOCK_REALTIME, -7);
	set(u, 1, 0);
	take(&signals);
	set(t, 1, 1);
	for (int i = 0; i < 3; i++) take(&signals);
	printf("stop %d\n", set(t, 0, 0));
	timer_gettime(t, &old);
	printf("stopped: nothing left %d, delete %d\n", !old.it_value.tv_sec && !old.it_value.tv_nsec, timer_delete(t));

	drain(&signals);
	/* What expires while its signal is pending is counted, not queued. */
	t = signalling(CLOCK_MONOTONIC, 43);
	set(t, 1, 1);
	nanosleep(&(struct timespec){ .tv_nsec = 20 * MS }, NULL);
	sigwaitinfo(&signals, NULL);
	printf("overruns %d", timer_getoverrun(t) > 0);
	printf(", delete %d\n", timer_delete(t));

	clock_gettime(CLOCK_REALTIME, &s.it_value);
	s.it_value.tv_sec -= 5;
	drain(&signals);
	printf("in the past: %d, ", timer_settime(u, TIMER_ABSTIME, &s, NULL));
	take(&signals);
	set(u, 100000, 7000);
	s.it_value = (struct timespec){ 0 };
	timer_gettime(u, &old);
	printf("armed: every %d s, left %d\n", (int)old.it_interval.tv_sec, old.it_value.tv_sec > 90 && old.it_value.tv_sec <= 100);
	printf("stopped: %d", timer_settime(u, 0, &s, &old));
	printf(", it was: every %d s, left %d\n", (int)old.it_interval.tv_sec, old.it_value.tv_sec > 90 && old.it_value.tv_sec <= 100);
	s.it_value.tv_nsec = 1000 * MS;
	printf("bad time: %s", timer_settime(u, 0, &s, NULL) == -1 && errno == EINVAL ? "EINVAL" : "?");
	printf(", delete %d\n", timer_delete(u));
	t = make(CLOCK_MONOTONIC, &nothing);
	set(t, 1, 0);
	do timer_gettime(t, &old); while (old.it_value.tv_sec || old.it_value.tv_nsec);
	printf("SIGEV_NONE ran out, delete %d\n", timer_delete(t));
	printf("bad clock: %s\n", timer_create(12345, &nothing, &t) == -1 && errno == EINVAL ? "EINVAL" : "?");
	return 0;
}
