// SPDX-License-Identifier: GPL-2.0
/* The ends of a machine: power off, reboot, panic. */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/panic_notifier.h>
#include <linux/pm.h>
#include <linux/reboot.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/workqueue.h>

#include <asm/host.h>
#include <asm/irq.h>
#include <asm/processor.h>

void machine_power_off(void)
{
	host_park(LKL_PARK_HALT, 0);
}

void machine_halt(void)
{
	machine_power_off();
}

void machine_restart(char *command)
{
	host_park(LKL_PARK_HALT, 1);
}

static int on_panic(struct notifier_block *nb, unsigned long event, void *message)
{
	console_flush_on_panic(CONSOLE_FLUSH_PENDING);
	host_park(LKL_PARK_PANIC, 0);
	return NOTIFY_DONE;
}

static struct notifier_block panic_block = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

static bool init_handles(int sig)
{
	void (*handler)(int) = init_pid_ns.child_reaper->sighand->action[sig - 1].sa.sa_handler;

	return handler != SIG_DFL && handler != SIG_IGN;
}

/* BusyBox's init powers off in order on SIGUSR2. Pid 1 gets no signal that it does not handle. */
static void power_off(struct work_struct *work)
{
	if (init_handles(SIGUSR2)) {
		kill_cad_pid(SIGUSR2, 1);
		return;
	}
	ksys_sync();
	kernel_power_off();
}

static DECLARE_WORK(power_work, power_off);

static irqreturn_t power_irq(int line, void *dev)
{
	schedule_work(&power_work);
	return IRQ_HANDLED;
}

/* From setup_arch(): a panic of the boot itself must end the machine, not hang it. */
void __init lkl_power_setup(void)
{
	/* kernel/reboot.c turns a power off into a halt when nobody has set this. */
	pm_power_off = machine_power_off;
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}

static int __init power_init(void)
{
	return request_irq(LKL_LINE(LKL_IRQ_POWER), power_irq, 0, "power", NULL);
}
early_initcall(power_init);
