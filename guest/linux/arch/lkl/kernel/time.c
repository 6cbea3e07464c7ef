// SPDX-License-Identifier: GPL-2.0
/* One clock in nanoseconds, one timer with a deadline on it. */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>

#include <asm/host.h>
#include <asm/irq.h>

/* From 0, as printk's timestamps count. */
unsigned long long notrace sched_clock(void)
{
	static u64 start;
	u64 now = host_time_mono();

	if (!start)
		start = now;
	return now - start;
}

void read_persistent_clock64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(host_time_real());
}

static u64 clock_read(struct clocksource *cs)
{
	return host_time_mono();
}

static struct clocksource host_clock = {
	.name = "host",
	.rating = 400,
	.read = clock_read,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
};

/*
 * `expires` counts on the kernel's monotonic clock, which began later than the host's. A
 * deadline that has passed is armed for now, for those who ignore the result, and reported,
 * for tick_handle_periodic(): it must step over ticks that it missed. Until the host's clock
 * is selected, ktime_get() only moves with ticks, and late ones would follow without a pause.
 */
static int timer_set(ktime_t expires, struct clock_event_device *dev)
{
	s64 delta = ktime_sub(expires, ktime_get());

	host_timer_set(host_time_mono() + max(delta, 0));
	return delta > 0 ? 0 : -ETIME;
}

static int timer_stop(struct clock_event_device *dev)
{
	host_timer_set(S64_MAX);
	return 0;
}

/* FEAT_KTIME: deadlines are absolute and 64 bits wide, so an idle machine may sleep for ever. */
static struct clock_event_device host_timer = {
	.name = "host",
	.features = CLOCK_EVT_FEAT_ONESHOT | CLOCK_EVT_FEAT_KTIME,
	.rating = 400,
	.set_next_ktime = timer_set,
	.set_state_shutdown = timer_stop,
	.set_state_oneshot_stopped = timer_stop,
};

static irqreturn_t timer_irq(int line, void *dev)
{
	host_timer.event_handler(&host_timer);
	return IRQ_HANDLED;
}

void __init time_init(void)
{
	host_timer.cpumask = cpumask_of(0);
	if (request_irq(LKL_LINE(LKL_IRQ_TIMER), timer_irq, IRQF_TIMER, "timer", NULL))
		panic("no line for the timer");
	clocksource_register_hz(&host_clock, NSEC_PER_SEC);
	clockevents_config_and_register(&host_timer, NSEC_PER_SEC, NSEC_PER_USEC, ULONG_MAX);
}
