#include <signal.h>
#include <stddef.h>
#include "syscall.h"
#include "sig_arch.h"
#include "host_abi.h"

__attribute__((import_module("linux"), import_name("syscall")))
long __linux_syscall(long, long, long, long, long, long, long);

struct sigframe {
	int sig;
	union {
		void (*plain)(int);
		void (*siginfo)(int, siginfo_t *, void *);
	} handler;
	unsigned flags;
	int restart;
	unsigned reserved[4];
	siginfo_t info;
	ucontext_t uc;
};

/* src/thread/pthread_cancel.c, where that is linked. */
hidden weak long __cancel(void);

_Static_assert(offsetof(struct sigframe, handler) == LKL_SIGFRAME_HANDLER, "handler");
_Static_assert(offsetof(struct sigframe, flags) == LKL_SIGFRAME_FLAGS, "flags");
_Static_assert(offsetof(struct sigframe, restart) == LKL_SIGFRAME_RESTART, "restart");
_Static_assert(offsetof(struct sigframe, info) == LKL_SIGFRAME_SIGINFO, "info");
_Static_assert(sizeof(siginfo_t) == LKL_SIGFRAME_SIGINFO_SIZE, "siginfo_t");
_Static_assert(offsetof(struct sigframe, uc) == LKL_SIGFRAME_UCONTEXT, "uc");
_Static_assert(offsetof(struct sigframe, uc.uc_stack) == LKL_SIGFRAME_UC_STACK, "uc_stack");
_Static_assert(offsetof(struct sigframe, uc.uc_mcontext) == LKL_SIGFRAME_UC_MCONTEXT, "uc_mcontext");
_Static_assert(offsetof(struct sigframe, uc.uc_sigmask) == LKL_SIGFRAME_UC_SIGMASK, "uc_sigmask");
_Static_assert(sizeof(struct sigframe) <= LKL_SIGFRAME_SIZE, "sigframe");

/* The frame may be on the alternate stack: the handler's own data goes below it, wherever that is. */
static void call_handler(struct sigframe *f)
{
	uintptr_t sp = __get_stack_pointer();
	__set_stack_pointer((uintptr_t)f);
	/* wasm checks the type of an indirect call, so a plain handler must not be given three arguments. */
	if (f->flags & SA_SIGINFO) f->handler.siginfo(f->sig, &f->info, &f->uc);
	else f->handler.plain(f->sig);
	__set_stack_pointer(sp);
}

/* rt_sigreturn restores the mask, which may let the next signal through: look again until none is there. Linux decided about the
 * restart when it set up the first frame; the later ones interrupted no call. */
int __sig_deliver(void)
{
	struct sigframe *f = (void *)__get_sig_frame();
	int restart = f && f->restart;
	for (; f; f = (void *)__get_sig_frame()) {
		__set_sig_frame(0);
		call_handler(f);
		/* The one who changes where the program goes on is pthread_cancel.c: to act on an asynchronous cancellation. */
		int cancelled = f->uc.uc_mcontext.__pc != 0;
		__linux_syscall(SYS_rt_sigreturn, (long)f, 0, 0, 0, 0, 0);
		if (cancelled) __cancel();
	}
	return restart;
}

int __sig_deliver_uncapturable(void)
{
	__set_uncapturable(__get_uncapturable() + 1);
	int restart = __sig_deliver();
	__set_uncapturable(__get_uncapturable() - 1);
	return restart;
}

/* Called where the host interrupted a loop. */
void __sig_safepoint(void)
{
	__sig_deliver_uncapturable();
}
